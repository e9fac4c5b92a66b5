import { GRADE_LETTERS } from '#domain/label/print-drawing.ts';
import type { BoxMark, Drawing, GradeMark, Mark, SymbolMark, TextMark } from '#domain/label/print-drawing.ts';
import { textWidth } from '#domain/label/print-text.ts';
import { codeSymbol, linkSymbol, QUIET_ZONE } from './qr.ts';

/**
 * Labels in Zebra's printer language, for printers of 203 dpi: a drawing's dots are theirs. Texts are set in the printer's own
 * scalable font 0, which is narrower than the fonts that layouts reckon with, so whatever fits there fits here.
 *
 * @param host what links name; needed only where drawings have some
 */
export const writeZpl = (labels: readonly Drawing[], host: string): string =>
	labels.map((label) => writeLabel(label, host)).join('');

/** UTF-8; the label's own size, so that what the printer was set to before does not count. */
function writeLabel({ width, height, marks }: Drawing, host: string): string {
	const fields = marks.flatMap((mark) => writeMark(mark, host));
	return [
		'^XA',
		'^CI28',
		`^PW${Math.floor(width)}`,
		`^LL${Math.floor(height)}`,
		'^LH0,0',
		...fields,
		'^PQ1',
		'^XZ',
		''
	].join('\n');
}

function writeMark(mark: Mark, host: string): string[] {
	switch (mark.mark) {
		case 'text':
			return [writeText(mark)];
		case 'box':
			return [writeBox(mark)];
		case 'symbol':
			return [writeSymbol(mark, host)];
		case 'grade':
			return writeGrade(mark);
	}
}

/** `^FT` places the line that letters stand on. Turned text reads upwards from there. */
function writeText({ x, y, size, text, anchor, length, turned, white }: TextMark): string {
	const width = Math.ceil(length ?? textWidth(text) * size);
	const before = Math.round({ start: 0, middle: width / 2, end: width }[anchor]);
	const [left, base] = turned ? [Math.round(x), Math.round(y + before)] : [Math.round(x - before), Math.round(y)];
	const font = `^A0${turned ? 'B' : 'N'},${size},${size}`;
	const block = anchor === 'start' ? '' : `^FB${width},1,0,${anchor === 'middle' ? 'C' : 'R'}`;
	return `^FT${left},${base}${font}${block}${white ? '^FR' : ''}${fieldData(text)}`;
}

/** A filled box is an outline as thick as the box. */
function writeBox({ x, y, width, height, outline }: BoxMark): string {
	const [wide, high] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
	return `^FO${Math.round(x)},${Math.round(y)}^GB${wide},${high},${outline ?? Math.min(wide, high)}^FS`;
}

/** A printer moves a QR symbol down by the height that `^BY` has set for bar codes, last or ever: it is set here, and taken off. */
const BAR_HEIGHT = 10;

/**
 * The printer draws the symbol itself: the smallest version that holds the data, which is the one that layouts reckon with.
 * It adds no quiet zone; the layout keeps it.
 */
function writeSymbol({ x, y, code, form, module }: SymbolMark, host: string): string {
	const link = form === 'link' ? linkSymbol(host, code) : undefined;
	const { text, level } = link?.ok ? link.value : codeSymbol(code);
	const inner = QUIET_ZONE * module;
	const [left, top] = [Math.round(x) + inner, Math.round(y) + inner - BAR_HEIGHT];
	return `^BY2,3,${BAR_HEIGHT}^FO${left},${top}^BQN,2,${module}^FD${level}A,${text}^FS`;
}

/** As on the screen: letter and pattern, in a frame. Sizes are shares of the side. */
function writeGrade({ x, y, side, grade }: GradeMark): string[] {
	const whole: BoxMark = { mark: 'box', x, y, width: side, height: side, outline: null };
	const letter: TextMark = {
		mark: 'text',
		x: x + side / 2,
		y: Math.round(y + 0.77 * side),
		size: Math.round(0.75 * side),
		length: side,
		text: GRADE_LETTERS[grade],
		face: 'bold',
		anchor: 'middle',
		white: grade === 'firsts'
	};
	if (grade === 'firsts') return [writeBox(whole), writeText(letter)];
	const field = { left: Math.round(x + 0.25 * side), top: Math.round(y + 0.15 * side) };
	const [wide, high] = [Math.round(0.5 * side), Math.round(0.7 * side)];
	return [
		...(grade === 'seconds' ? stripes(whole) : dots(whole)),
		writeBox({ ...whole, outline: Math.max(2, Math.round(0.06 * side)) }),
		`^FO${field.left},${field.top}^GB${wide},${high},${Math.min(wide, high)},W^FS`,
		writeText(letter)
	];
}

/** Diagonals as long as the square lets them be. */
function stripes({ x, y, width: side }: BoxMark): string[] {
	const step = Math.max(6, Math.round(side / 5));
	const lines: string[] = [];
	for (let shift = step - side; shift < side; shift += step) {
		const length = side - Math.abs(shift);
		const [left, top] = [x + Math.max(0, shift), y + Math.max(0, -shift)];
		lines.push(`^FO${Math.round(left)},${Math.round(top)}^GD${length},${length},2,B,L^FS`);
	}
	return lines;
}

function dots({ x, y, width: side }: BoxMark): string[] {
	const step = Math.max(5, Math.round(side / 6));
	const size = Math.max(2, Math.round(step / 3));
	const found: string[] = [];
	for (let down = step; down < side; down += step) {
		for (let across = step; across < side; across += step) {
			found.push(`^FO${Math.round(x + across)},${Math.round(y + down)}^GB${size},${size},${size}^FS`);
		}
	}
	return found;
}

/** Signs of the language itself are written by their numbers. Spaces that do not break are not in every printer's font. */
const fieldData = (text: string): string =>
	`^FH_^FD${text
		.replace(/[\u00a0\u202f]/g, ' ')
		.replaceAll('…', '...')
		.replace(/[_^~\p{Cc}]/gu, asNumber)}^FS`;

const asNumber = (sign: string): string => `_${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
