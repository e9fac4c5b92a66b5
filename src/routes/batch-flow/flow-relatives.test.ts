import { describe, expect, it } from 'vitest';
import { drawFlow } from '../../../tests/support/drawn-flow.ts';
import { distancesIn, lineOf } from './flow-relatives.ts';

const FLOW = drawFlow({ a: 'knit', b: 'knit', c: 'dye', d: 'dye', e: 'pack', f: 'pack', z: '' }, [
	'split a b 20',
	'move b c 20',
	'move a d 30',
	'merge c e 20',
	'merge d e 30',
	'move e f'
]);

const from = (batch: string, direction: 'both' | 'back' | 'forward', depth: number | null = null) =>
	Object.fromEntries(distancesIn(FLOW)(batch, { direction, depth }));

describe('the relatives of a batch', () => {
	it('are what was made of it, each at its nearest, when one looks forward', () => {
		expect(from('a', 'forward')).toEqual({ a: 0, b: 1, d: 1, c: 2, e: 2, f: 3 });
	});

	it('are what it was made of, when one looks back', () => {
		expect(from('e', 'back')).toEqual({ e: 0, c: -1, d: -1, b: -2, a: -2 });
	});

	it('are both, and of neither what was only made of an ancestor', () => {
		expect(from('c', 'both')).toEqual({ c: 0, e: 1, f: 2, b: -1, a: -2 });
	});

	it('end as many records away as asked', () => {
		expect(from('a', 'both', 1)).toEqual({ a: 0, b: 1, d: 1 });
		expect(from('f', 'both', 2)).toEqual({ f: 0, e: -1, c: -2, d: -2 });
	});

	it('is it alone, when nothing was made of it', () => {
		expect(from('z', 'both')).toEqual({ z: 0 });
	});

	it('end where forged records meet themselves', () => {
		const ring = drawFlow({ a: 'knit', b: 'knit' }, ['move a b', 'move b a']);
		expect([...distancesIn(ring)('a', { direction: 'both', depth: null }).keys()].sort()).toEqual(['a', 'b']);
	});
});

describe('the line of a batch', () => {
	it('has every record between two of its relatives, and no other', () => {
		const line = lineOf(FLOW, 'c');
		expect(line.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'e', 'f']);
		expect(line.edges.map(({ from: source, to }) => `${source}${to}`)).toEqual(['ab', 'bc', 'ce', 'ef']);
	});
});
