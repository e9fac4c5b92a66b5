import { describe, expect, test } from 'vitest';
import { drawn } from '../../../tests/support/drawn-step.ts';
import { pictureAcross } from './across.ts';
import { pictureDown } from './down.ts';
import { flowGraph, type DrawnStep } from './flow-graph.ts';
import { linePath } from './line-path.ts';
import type { Box, Drawing, Picture } from './picture.ts';

const EM = 20;
const PHONE = 328;

const drawing = (steps: readonly DrawnStep[], changes: Partial<Drawing> = {}): Drawing => ({
	graph: flowGraph(steps),
	nameOf: (id) => id,
	noteOf: () => '',
	em: EM,
	...changes
});

const FLOWS: Readonly<Record<string, readonly DrawnStep[]>> = {
	'no step': [],
	'one step': [drawn('knit', ['yarn'], 'sock')],
	'a row': [drawn('knit', ['yarn'], 'a'), drawn('dye', ['a', 'colour'], 'b'), drawn('pack', ['b', 'band'], 'c')],
	'a fork': [drawn('cut', ['cloth'], 'a'), drawn('sew left', ['a'], 'b'), drawn('sew right', ['a'], 'c')],
	'a join': [drawn('body', [], 'a'), drawn('sleeve', [], 'b'), drawn('sew', ['a', 'b', 'thread', 'zip'], 'shirt')],
	'a step passed by': [drawn('a', [], 'x'), drawn('b', ['x'], 'y'), drawn('c', ['x', 'y'], 'z')],
	'a cycle': [
		drawn('sew', ['cut', 'mended'], 'sewn'),
		drawn('check', ['sewn'], 'checked'),
		drawn('mend', ['checked'], 'mended')
	],
	'a step that feeds itself': [drawn('stir', ['soup'], 'soup')],
	'steps without items': [drawn('a', [], null), drawn('b', [], null), drawn('c', [], null)],
	'forty steps': Array.from({ length: 40 }, (_, i) => drawn(`s${i}`, [`i${i}`, `i${Math.max(0, i - 7)}`], `i${i + 1}`))
};

function acrossAtWill(steps: readonly DrawnStep[], changes: Partial<Drawing> = {}): Picture {
	const picture = pictureAcross(drawing(steps, changes), Infinity);
	if (!picture) throw new Error('there is room for every picture');
	return picture;
}

const overlap = (a: Box, b: Box): boolean =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each(Object.entries(FLOWS))('%s', (_name, steps) => {
	test.each([
		['across', () => acrossAtWill(steps)],
		['down', () => pictureDown(drawing(steps), PHONE)]
	])('%s: every step and link once, nothing on top of another, nothing outside', (_direction, draw) => {
		const picture = draw();
		expect(picture.boxes.map(({ id }) => id).sort()).toEqual(steps.map(({ id }) => id).sort());
		const { links } = flowGraph(steps);
		for (const { from, to } of links.filter(({ from }) => from !== null)) {
			expect(picture.arrows.filter((arrow) => arrow.from === from && arrow.to === to)).toHaveLength(1);
		}
		for (const { to } of links.filter(({ from }) => from === null)) {
			expect(picture.arrows.some((arrow) => arrow.from === null && arrow.to === to)).toBe(true);
		}
		for (const [index, box] of picture.boxes.entries()) {
			for (const other of picture.boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
		}
		expectInside(picture);
	});

	test('across: what feeds a step stands to its left', () => {
		const { boxes } = acrossAtWill(steps);
		const left = (id: string | null): number => boxes.find((box) => box.id === id)?.x ?? 0;
		for (const { from, to, back } of flowGraph(steps).links) {
			if (from !== null && to !== null && !back) expect(left(from)).toBeLessThan(left(to));
		}
	});

	test('down: what feeds a step stands above it, and nothing is wider than the phone', () => {
		const { boxes, width } = pictureDown(drawing(steps), PHONE);
		expect(width).toBe(PHONE);
		const top = (id: string | null): number => boxes.find((box) => box.id === id)?.y ?? 0;
		for (const { from, to, back } of flowGraph(steps).links) {
			if (from !== null && to !== null && !back) expect(top(from)).toBeLessThan(top(to));
		}
	});
});

function expectInside({ width, height, boxes, items, arrows }: Picture): void {
	const corners = boxes.flatMap((box) => [box, { x: box.x + box.width, y: box.y + box.height }]);
	const texts = [...boxes, ...items].flatMap(({ text }) => text);
	for (const { x, y } of [...corners, ...texts, ...arrows.flatMap(({ points }) => points)]) {
		expect(x).toBeGreaterThanOrEqual(-0.001);
		expect(x).toBeLessThanOrEqual(width + 0.001);
		expect(y).toBeGreaterThanOrEqual(-0.001);
		expect(y).toBeLessThanOrEqual(height + 0.001);
	}
}

test('a row of steps is a straight line', () => {
	const { boxes } = acrossAtWill(FLOWS['a row'] ?? []);
	expect(new Set(boxes.map(({ y, height }) => y + height / 2)).size).toBe(1);
});

test('across: as wide as there is room for, and not at all where a word would be broken', () => {
	const steps = FLOWS['a row'] ?? [];
	const widest = acrossAtWill(steps).width;
	const narrower = pictureAcross(drawing(steps), widest - 100);
	expect(narrower?.width).toBeCloseTo(widest - 100);
	expect(pictureAcross(drawing(steps), PHONE)).toBeUndefined();
	const nameOf = (id: string): string => `Nachbehandlungsvorbereitungsstation ${id}`;
	expect(pictureAcross(drawing(steps, { nameOf }), widest)).toBeUndefined();
});

test('long names are on several lines within their box, and every item stands beside its arrow once', () => {
	const nameOf = (id: string): string => `Bestickungsvorbereitungsmaschine ${id} mit Nachbehandlung und Zwischenlager`;
	for (const picture of [
		acrossAtWill(FLOWS['a row'] ?? [], { nameOf }),
		pictureDown(drawing(FLOWS['a row'] ?? [], { nameOf }), PHONE)
	]) {
		for (const { text, y, height } of picture.boxes) {
			expect(text).toHaveLength(3);
			for (const line of text) expect(Math.abs(line.y - (y + height / 2))).toBeLessThan(height / 2);
		}
		expect(picture.items.map(({ item }) => item).sort()).toEqual(['a', 'b', 'band', 'c', 'colour', 'yarn']);
	}
});

test('a note stands under the name', () => {
	const [box] = pictureDown(drawing([drawn('knit', [], null)], { noteOf: () => '3 here' }), PHONE).boxes;
	expect(box?.text.map(({ text, note }) => [text, note])).toEqual([
		['knit', false],
		['3 here', true]
	]);
});

test('a line bends where it changes its row', () => {
	const points = [
		{ x: 0, y: 0 },
		{ x: 10, y: 0 },
		{ x: 20, y: 8 }
	];
	expect(linePath(points)).toBe('M0 0L10 0C15 0 15 8 20 8');
});
