import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, fileNameOf, MalformedMultipart, quoteFileName, readParts } from './multipart.ts';

/** `bytes` in pieces that end where `cuts` say. */
async function* pieces(bytes: Buffer, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
	let from = 0;
	for (const cut of [...cuts, bytes.length].map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b)) {
		yield bytes.subarray(from, cut);
		from = cut;
	}
}

async function read(bytes: Buffer | string, cuts?: readonly number[], boundary = 'b'): Promise<(object | string)[][]> {
	const parts: (object | string)[][] = [];
	for await (const { headers, body } of readParts(pieces(Buffer.from(bytes), cuts), boundary)) {
		const chunks: Uint8Array[] = [];
		for await (const chunk of body) chunks.push(chunk);
		parts.push([Object.fromEntries(headers), Buffer.concat(chunks).toString('latin1')]);
	}
	return parts;
}

const part = (body: string, headers = 'A: 1'): string => `--b\r\n${headers}\r\n\r\n${body}\r\n`;

describe('a multipart body', () => {
	it('is its parts, wherever the network cuts it', async () => {
		const body = fc.stringMatching(/^[\r\n\-bx]{0,40}$/).filter((text) => !`\r\n${text}`.includes('\r\n--b'));
		await fc.assert(
			fc.asyncProperty(
				fc.array(body, { maxLength: 4 }),
				fc.array(fc.nat(200), { maxLength: 12 }),
				async (bodies, cuts) => {
					const text = `${bodies.map((each) => part(each)).join('')}--b--`;
					expect(await read(text, cuts)).toEqual(bodies.map((each) => [{ a: '1' }, each]));
				}
			),
			{ numRuns: 200 }
		);
	});

	it('may have a preamble, an epilogue, padding, and parts without headers or without anything', async () => {
		const text = `before\r\n--b \t\r\n\r\nx\r\n--b\r\n\r\n--b\r\nC: d\r\n\r\n--b--\r\nafter`;
		expect(await read(text)).toEqual([
			[{}, 'x'],
			[{}, ''],
			[{ c: 'd' }, '']
		]);
	});

	it('is skipped where nobody reads it', async () => {
		const seen: string[] = [];
		const text = part('x'.repeat(500), 'A: 1') + part('y', 'A: 2');
		for await (const { headers } of readParts(pieces(Buffer.from(`${text}--b--`), [50, 100]), 'b')) {
			seen.push(headers.get('a') ?? '');
		}
		expect(seen).toEqual(['1', '2']);
	});

	it.each([
		['has no boundary', 'nothing'],
		['ends in a part', `${part('x')}--b\r\nA: 1\r\n\r\nxyz`],
		['ends without its last boundary', part('x')],
		['ends in its last boundary', `${part('x')}--b-`],
		['ends in the headers', '--b\r\nA: 1\r\n'],
		['has headers without end', `--b\r\nA: ${'x'.repeat(20_000)}\r\n\r\n--b--`],
		['has a header without a name', '--b\r\n: 1\r\n\r\n--b--'],
		['has something else that begins like its boundary', '--bc\r\n\r\nx\r\n--b--']
	])('is refused when it %s', async (_how, text) => {
		await expect(read(text)).rejects.toBeInstanceOf(MalformedMultipart);
		await expect(read(text, [3, 7, 11])).rejects.toBeInstanceOf(MalformedMultipart);
	});

	it('tells its boundary, and the file of a part, quoted or not', () => {
		expect(boundaryOf('multipart/related; boundary="a b:c"; x=y')).toBe('a b:c');
		expect(boundaryOf('multipart/related; type="application/json";boundary=abc')).toBe('abc');
		expect(boundaryOf('multipart/related')).toBeUndefined();
		expect(boundaryOf(`multipart/related; boundary=${'x'.repeat(300)}`)).toBeUndefined();
		for (const name of ['f.txt', 'a "b" \\ c', 'ä/ö €.png', '']) {
			expect(fileNameOf(`attachment; filename=${quoteFileName(name)}`)).toBe(name);
		}
		expect(fileNameOf('attachment; filename=plain.txt')).toBe('plain.txt');
		expect(fileNameOf('attachment')).toBeUndefined();
	});
});
