import { describe, expect, it } from 'vitest';
import { aimedText, type ReadSymbol } from './aimed-text.ts';

/** A symbol of 100 pixels a side around a point, its corners beginning after so many quarter turns. */
function symbolAt(text: string, x: number, y: number, { quarterTurns = 0, mirrored = false } = {}): ReadSymbol {
	const corners = [
		{ x: x - 50, y: y - 50 },
		{ x: x + 50, y: y - 50 },
		{ x: x + 50, y: y + 50 },
		{ x: x - 50, y: y + 50 }
	];
	if (mirrored) corners.reverse();
	const at = (index: number): { x: number; y: number } => corners[(index + quarterTurns) % 4]!;
	return { text, position: { topLeft: at(0), topRight: at(1), bottomRight: at(2), bottomLeft: at(3) } };
}

const aim = { x: 640, y: 360 };

describe('which label is meant', () => {
	it('the only one in view, wherever it is', () => {
		expect(aimedText([symbolAt('A', 100, 100)], aim)).toBe('A');
	});

	it('of two, the one under the aim, however it is turned', () => {
		for (const quarterTurns of [0, 1, 2, 3]) {
			for (const mirrored of [false, true]) {
				const seen = [symbolAt('A', 100, 100), symbolAt('B', 650, 350, { quarterTurns, mirrored })];
				expect(aimedText(seen, aim)).toBe('B');
			}
		}
	});

	it('of two beside the aim, neither', () => {
		expect(aimedText([symbolAt('A', 500, 360), symbolAt('B', 780, 360)], aim)).toBeUndefined();
	});

	it('two prints of one code are one label', () => {
		expect(aimedText([symbolAt('A', 500, 360), symbolAt('A', 780, 360)], aim)).toBe('A');
	});

	it('an empty text is no label, and does not stand in the way of one', () => {
		expect(aimedText([symbolAt('', 640, 360)], aim)).toBeUndefined();
		expect(aimedText([symbolAt('', 640, 360), symbolAt('A', 100, 100)], aim)).toBe('A');
	});

	it('nothing in view', () => {
		expect(aimedText([], aim)).toBeUndefined();
	});
});
