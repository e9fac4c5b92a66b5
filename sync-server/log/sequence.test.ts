import { describe, expect, it } from 'vitest';
import { formatSequence, parseSequence } from './sequence.ts';

describe('a place in the order of updates', () => {
	it('is read back by the database that gave it out', () => {
		expect(parseSequence(formatSequence(12, 'abcd'), 'abcd', 20)).toBe(12);
		expect(parseSequence('"12-abcd"', 'abcd', 20)).toBe(12);
		expect(parseSequence('12', 'abcd', 20)).toBe(12);
	});

	it.each([
		['another database, or an earlier one of the same name', '12-ffff'],
		['a future that was lost with a restore', '21-abcd'],
		['a number past the end', '21'],
		['a cluster of CouchDB', '7-g1AAAACLeJzLYWBgYMpgTmHgz8tPSTV0MDQy1zMAQsMckEQiQ1L9____sxI']
	])('of %s is the start', (_, text) => {
		expect(parseSequence(text, 'abcd', 20)).toBe(0);
	});

	it.each(['5-garbage!', 'now', '', '-1', '1.5', 'null'])('is not %o', (text) => {
		expect(parseSequence(text, 'abcd', 20)).toBeUndefined();
	});
});
