import { describe, expect, it } from 'vitest';
import { aimedLabel, type ReadSymbol } from './aimed-label.ts';

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
		expect(aimedLabel([symbolAt('A', 100, 100)], aim)).toEqual({ text: 'A', isUndecided: false });
	});

	it('of two, the one under the aim, however it is turned', () => {
		for (const quarterTurns of [0, 1, 2, 3]) {
			for (const mirrored of [false, true]) {
				const seen = [symbolAt('A', 100, 100), symbolAt('B', 650, 350, { quarterTurns, mirrored })];
				expect(aimedLabel(seen, aim)).toEqual({ text: 'B', isUndecided: false });
			}
		}
	});

	it('of two beside the aim, neither', () => {
		expect(aimedLabel([symbolAt('A', 500, 360), symbolAt('B', 780, 360)], aim)).toEqual({
			text: undefined,
			isUndecided: true
		});
	});

	it('two prints of one code are one label', () => {
		expect(aimedLabel([symbolAt('A', 500, 360), symbolAt('A', 780, 360)], aim)).toEqual({
			text: 'A',
			isUndecided: false
		});
	});

	it('an empty text is no label, and does not stand in the way of one', () => {
		expect(aimedLabel([symbolAt('', 640, 360)], aim)).toEqual({ text: undefined, isUndecided: false });
		expect(aimedLabel([symbolAt('', 640, 360), symbolAt('A', 100, 100)], aim)).toEqual({
			text: 'A',
			isUndecided: false
		});
	});

	it('nothing in view', () => {
		expect(aimedLabel([], aim)).toEqual({ text: undefined, isUndecided: false });
	});
});
