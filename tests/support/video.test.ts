import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'jpeg-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { passFor } from '#adapters/camera/passes.ts';
import { codeSymbol, outerSize, symbolPath, type QrSymbol } from '#adapters/labels/qr.ts';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { DOTS_AN_INCH } from '#domain/label/print-drawing.ts';
import { symbolOn } from '#domain/label/print-stock.ts';
import { rasterisePdf } from './label-pdf.ts';
import { toGrey } from './label-picture.ts';
import { loadReader, readPass } from './label-reader.ts';
import { labelVideo } from './video.ts';

const DPI = 203;
const codes = [0, 1].map((counter) => mintCode('b', deviceNumber(1), counter));
const texts = codes.map((code) => code.toUpperCase());

let folder: string;
beforeAll(async () => {
	await loadReader();
	folder = await mkdtemp(join(tmpdir(), 'floorbook-video-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Labels of 4 x 2 inches with nothing but the symbol, one a page. */
function labelPdf(symbols: readonly QrSymbol[]): Uint8Array {
	const module = (symbolOn('2x4', 'code').module / DOTS_AN_INCH) * 72;
	const pages = symbols.map((symbol) => {
		const squares = [...symbolPath(symbol).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].map(
			([, x, y, width]) => `${x} ${outerSize(symbol) - 1 - Number(y)} ${width} 1 re`
		);
		return `${module} 0 0 ${module} 80 20 cm 0 g ${squares.join(' ')} f`;
	});
	const kids = pages.map((_, index) => `${3 + 2 * index} 0 R`);
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] >>`,
		...pages.flatMap((content, index) => [
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 288 144] /Contents ${4 + 2 * index} 0 R >>`,
			`<< /Length ${content.length} >>\nstream\n${content}\nendstream`
		])
	];
	let pdf = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const offset = pdf.length;
		pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return `${String(offset).padStart(10, '0')} 00000 n \n`;
	});
	const table = pdf.length;
	pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
	pdf += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
	return new TextEncoder().encode(pdf);
}

/** The pictures of a motion JPEG: one file after the other, each from its start to its end marker. */
function picturesOf(video: Buffer): Buffer[] {
	const pictures: Buffer[] = [];
	const start = Buffer.from([0xff, 0xd8, 0xff]);
	for (let from = 0; from < video.length;) {
		const next = video.indexOf(start, from + start.length);
		pictures.push(video.subarray(from, next < 0 ? video.length : next));
		from = next < 0 ? video.length : next;
	}
	return pictures;
}

it('turns printed pages into what a camera sees of them', async () => {
	const pages = await rasterisePdf(labelPdf(codes.map(codeSymbol)), DPI);
	expect(pages.map(({ width, height }) => [width, height])).toEqual([
		[812, 406],
		[812, 406]
	]);

	const file = join(folder, 'labels.mjpeg') as `${string}.mjpeg`;
	await labelVideo(
		file,
		[
			{ image: pages[0]!, seconds: 1 },
			{ image: null, seconds: 0.5 },
			{ image: pages[1]!, seconds: 1 }
		],
		{ dpi: DPI, fps: 2 }
	);

	const pictures = picturesOf(await readFile(file));
	expect(pictures).toHaveLength(75);
	const seen = [0, 15, 30, 45, 60].map((index) => toGreyPicture(pictures[index]!));
	const read = await Promise.all(seen.map((picture) => readPass(picture, passFor(1, 1280, 720))));
	expect(read).toEqual([texts[0], texts[0], undefined, texts[1], texts[1]]);
});

const toGreyPicture = (jpeg: Buffer): ReturnType<typeof toGrey> => {
	const { width, height, data } = decode(jpeg, { useTArray: true });
	expect([width, height]).toEqual([1280, 720]);
	return toGrey({ width, height, data: new Uint8ClampedArray(data) });
};

it('refuses a rate at which the file cannot be played', async () => {
	await expect(labelVideo('never.mjpeg', [], { dpi: DPI, fps: 7 })).rejects.toThrow(RangeError);
});
