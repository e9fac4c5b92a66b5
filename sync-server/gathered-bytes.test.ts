import { expect, it } from 'vitest';
import { gatherBytes } from './gathered-bytes.ts';

it('are whole and in order, whatever they came in', () => {
	const gathered = gatherBytes();
	const sizes = Array.from({ length: 1_000 }, (_, index) => (index * 7) % 40);
	const pieces = sizes.map((size, index) => Buffer.alloc(size, index));
	for (const piece of pieces) gathered.add(piece);
	expect(gathered.whole()).toEqual(Buffer.concat(pieces));
	gathered.add(Buffer.from('more'));
	expect(gathered.whole().toString('latin1', gathered.whole().length - 4)).toBe('more');
	expect(gatherBytes().whole()).toHaveLength(0);
});

it('take about the memory of what they are, in pieces of a byte each as well', () => {
	const gathered = gatherBytes();
	const { buffer } = new Uint8Array(65_536);
	const before = process.memoryUsage().heapUsed;
	for (let index = 0; index < 1_000_000; index++) gathered.add(new Uint8Array(buffer, index % 65_536, 1));
	// what a piece by itself would take is 130 MB; what is garbage by now may still be counted
	expect(process.memoryUsage().heapUsed - before).toBeLessThan(80_000_000);
	expect(gathered.whole()).toHaveLength(1_000_000);
});
