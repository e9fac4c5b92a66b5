import {
	newLayout,
	putCode,
	putGrade,
	putName,
	putQuantity,
	putReprint,
	putSteps,
	putSymbol,
	putText,
	type LabelFacts,
	type LabelWords,
	type Layout
} from './print-parts.ts';
import { ROUTE_ROOM, STOCK, symbolOn, type LabelStock } from './print-stock.ts';
import { putCorner, putLargeSymbol, putLine, putRun, quantityBoxes, type LayOut, type LinePlace } from './print-tag.ts';

/** Travelers are tags that carry the steps ahead, each with a box to tick and a line to sign on. Numbers are dots. */
const EDGE = 8;

const traveler1x3: LayOut = (facts, words, form) => {
	const layout = newLayout();
	const { width } = STOCK['1x3'];
	putCorner(layout, facts, '1x3', form, 0);
	const [x, right] = [206, width - EDGE];
	putName(layout, facts, { x, top: 4, size: 24, width: right - x, lines: 1 });
	putGrade(layout, facts.grade, { x: right - 36, y: 36, side: 36 });
	const room = right - x - 36 - 8 - (facts.prints > 0 ? 130 : 0);
	putQuantity(layout, facts.quantity, { x, middle: 54, boxes: quantityBoxes([32, 26, 22], room, 16, 2) });
	putReprint(layout, facts, words, { right: right - 44, y: 61, size: 17 });
	putSteps(layout, facts, { x, top: 78, width: right - x, row: 44, rows: ROUTE_ROOM['1x3'], size: 22, sign: 90 });
	putRun(layout, facts, words, { x, y: 192, size: 18 });
	putMore(layout, facts, words, '1x3', { x: x + 230, y: 192, size: 18, width: right - x - 230 });
	return layout;
};

const traveler1x4: LayOut = (facts, words, form) => {
	const layout = newLayout();
	const { width, height } = STOCK['1x4'];
	const symbol = symbolOn('1x4', form);
	putSymbol(layout, facts.code, symbol, { x: 0, y: Math.floor((height - symbol.side) / 2) });
	const [x, end] = [192, 466];
	putCode(layout, facts.code, { x, y: 34, size: 34 });
	putName(layout, facts, { x, top: 42, size: 24, width: end - x, lines: 2 });
	putGrade(layout, facts.grade, { x: end - 40, y: 104, side: 40 });
	putQuantity(layout, facts.quantity, { x, middle: 124, boxes: quantityBoxes([34, 28, 22], end - x - 48, 16, 2) });
	putRun(layout, facts, words, { x, y: 168, size: 20 });
	if (facts.due !== null) putLine(layout, words.due(facts.due), { x, y: 193, size: 18, width: 168 });
	putReprint(layout, facts, words, { right: end, y: 192, size: 15 });
	const steps = { x: 482, width: width - EDGE - 482 };
	putSteps(layout, facts, { ...steps, top: 6, row: 43, rows: ROUTE_ROOM['1x4'], size: 22, sign: 84 });
	putMore(layout, facts, words, '1x4', { ...steps, y: 194, size: 17 });
	return layout;
};

const traveler2x4: LayOut = (facts, words, form) => {
	const layout = newLayout();
	const { width } = STOCK['2x4'];
	const below = putLargeSymbol(layout, facts, form, 8);
	putReprint(layout, facts, words, { right: 296, y: below + 30, size: 20 });
	const [x, right] = [316, width - 12];
	putName(layout, facts, { x, top: EDGE, size: 32, width: right - x, lines: 2 });
	putGrade(layout, facts.grade, { x: right - 52, y: 86, side: 52 });
	putQuantity(layout, facts.quantity, { x, middle: 112, boxes: quantityBoxes([44, 34, 28], right - 60 - x, 20, 2) });
	putRun(layout, facts, words, { x, y: 162, size: 22 });
	if (facts.due !== null) {
		putLine(layout, words.due(facts.due), { x: x + 262, y: 162, size: 22, width: right - x - 262 });
	}
	putSteps(layout, facts, { x, top: 172, width: right - x, row: 36, rows: ROUTE_ROOM['2x4'], size: 20, sign: 100 });
	putText(
		layout,
		words.initials,
		{ x: right, top: 386, size: 14, width: 160, lines: 1 },
		{ face: 'plain', anchor: 'end' }
	);
	putMore(layout, facts, words, '2x4', { x: 12, y: below + 58, size: 18, width: 284 });
	return layout;
};

/** Nothing: too small for a route. */
export const TRAVELERS: { readonly [Stock in LabelStock]: LayOut | null } = {
	'1x1': null,
	'1x3': traveler1x3,
	'1x4': traveler1x4,
	'2x4': traveler2x4,
	'a4-cell': null
};

/** The steps that found no room: the job sheet has them. */
function putMore(layout: Layout, { next }: LabelFacts, words: LabelWords, stock: LabelStock, place: LinePlace): void {
	const more = (next?.length ?? 0) - ROUTE_ROOM[stock];
	if (more > 0) putLine(layout, words.more(more), place);
}
