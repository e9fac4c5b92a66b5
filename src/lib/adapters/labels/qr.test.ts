import { readBarcodes } from 'zxing-wasm/reader';
import { beforeAll, describe, expect, it } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { OUTER_MODULES } from '#domain/label/print-drawing.ts';
import { readerOptions } from '#adapters/camera/passes.ts';
import { drawSymbol, fromGrey } from '../../../../tests/support/label-picture.ts';
import { loadReader } from '../../../../tests/support/label-reader.ts';
import { checkLinkHost, codeSymbol, HOST_LIMIT, linkSymbol, outerSize, symbolPath, type QrSymbol } from './qr.ts';

const code = mintCode('b', deviceNumber(1), 0);
const longHost = `${'h'.repeat(HOST_LIMIT - 5)}:7350`;

const link = (host: string): QrSymbol => {
	const symbol = linkSymbol(host, code);
	if (!symbol.ok) throw new Error(symbol.error.type);
	return symbol.value;
};

beforeAll(loadReader);

/** What an independent reader says of the symbol: text, version and level as they are printed. */
async function read(symbol: QrSymbol): Promise<{ text: string; version: string; level: string } | undefined> {
	const picture = fromGrey(drawSymbol(symbol, 4));
	const [found] = await readBarcodes(
		{ ...picture, colorSpace: 'srgb' } as ImageData,
		readerOptions({ denoise: false })
	);
	return found && { text: found.text, version: found.version, level: found.ecLevel };
}

describe('the code on a label', () => {
	it('is upper case, version 1 at level H', async () => {
		expect(await read(codeSymbol(code))).toEqual({ text: code.toUpperCase(), version: '1', level: 'H' });
		expect(codeSymbol(code).size).toBe(21);
	});

	it('fits for every type letter and the largest numbers', async () => {
		for (const letter of ['b', 'm', 'p', 'r', 's'] as const) {
			const last = mintCode(letter, deviceNumber(32_767), 33_554_431);
			expect(await read(codeSymbol(last))).toEqual({ text: last.toUpperCase(), version: '1', level: 'H' });
		}
	});
});

describe('the link on a label', () => {
	it('is upper case, version 3 at level Q', async () => {
		expect(await read(link('floor.local'))).toEqual({
			text: `HTTPS://FLOOR.LOCAL/B/${code.toUpperCase()}`,
			version: '3',
			level: 'Q'
		});
	});

	it('fits with the longest host allowed, and with no longer one', async () => {
		expect(longHost).toHaveLength(HOST_LIMIT);
		expect(await read(link(longHost))).toMatchObject({ version: '3', level: 'Q' });
		expect(linkSymbol(`h${longHost}`, code)).toEqual({
			ok: false,
			error: { type: 'HostTooLong', limit: HOST_LIMIT }
		});
	});

	it.each(['', 'floor_local', 'flöör.local', 'floor.local/x', '[::1]'])('refuses the host "%s"', (host) => {
		expect(checkLinkHost(host)).toEqual({ ok: false, error: { type: 'HostNotPrintable' } });
	});
});

describe('the drawing', () => {
	it('covers the dark modules, each once, four modules away from every edge', () => {
		for (const symbol of [codeSymbol(code), link('floor.local')]) {
			const painted = new Map<string, number>();
			for (const [, x, y, width] of symbolPath(symbol).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
				for (let column = 0; column < Number(width); column++) {
					const key = `${Number(x) + column},${y}`;
					painted.set(key, (painted.get(key) ?? 0) + 1);
				}
			}
			const dark: string[] = [];
			for (let row = 0; row < symbol.size; row++) {
				for (let column = 0; column < symbol.size; column++) {
					if (symbol.isDark(row, column)) dark.push(`${column + 4},${row + 4}`);
				}
			}
			expect([...painted.keys()].sort()).toEqual(dark.sort());
			expect(new Set(painted.values())).toEqual(new Set([1]));
			expect(outerSize(symbol)).toBe(symbol.size + 8);
		}
	});
});

describe('what layouts reckon with', () => {
	it('is the size of the symbols', () => {
		expect(outerSize(codeSymbol(code))).toBe(OUTER_MODULES.code);
		expect(outerSize(link('floor.local'))).toBe(OUTER_MODULES.link);
	});
});
