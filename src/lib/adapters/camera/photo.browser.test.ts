import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawLabel, type LaidLabel } from '../../../../tests/support/label-bench.ts';
import { readPhoto } from './photo.ts';

afterEach(() => vi.unstubAllGlobals());

/** A photo of a bench, as a phone's camera app would save it. */
async function photo(width: number, height: number, ...labels: readonly LaidLabel[]): Promise<Blob> {
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext('2d')!;
	context.fillStyle = '#787878';
	context.fillRect(0, 0, width, height);
	for (const label of labels) drawLabel(context, label);
	return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}

/** The photo as taken with the phone turned: an EXIF segment says so, behind the start of the JPEG. */
async function turned(jpeg: Blob): Promise<Blob> {
	const orientation = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
	const tiff = [...ascii('MM'), 0, 42, 0, 0, 0, 8, 0, 1, ...orientation, 0, 0, 0, 0];
	const body = [...ascii('Exif'), 0, 0, ...tiff];
	const segment = [0xff, 0xe1, 0, body.length + 2, ...body];
	return new Blob([jpeg.slice(0, 2), new Uint8Array(segment), jpeg.slice(2)], { type: jpeg.type });
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

const text = 'B00100001W';

describe('a photo', () => {
	it('is read wherever the label is in it', async () => {
		const read = await readPhoto(await photo(1600, 1200, { text, x: 300, y: 250 }));
		expect(read).toMatchObject({ ok: true, value: { text, source: 'camera' } });
	});

	it('taken with the phone turned is read too', async () => {
		const jpeg = await turned(await photo(1600, 1200, { text, x: 300, y: 250 }));
		expect((await createImageBitmap(jpeg)).width).toBe(1200);
		expect(await readPhoto(jpeg)).toMatchObject({ ok: true, value: { text } });
	});

	it('however large is never drawn at its full size', async () => {
		const drawn: number[] = [];
		const bitmap = createImageBitmap;
		vi.stubGlobal('createImageBitmap', async (...given: Parameters<typeof createImageBitmap>) => {
			const picture = await bitmap(...given);
			drawn.push(picture.width * picture.height);
			return picture;
		});
		const read = await readPhoto(await photo(5000, 3750, { text, x: 2600, y: 1800, side: 60 }));
		expect(read).toMatchObject({ ok: true, value: { text } });
		expect(Math.max(...drawn)).toBeLessThan(9_000_000);
	});

	it('without a label, with several, of something overlong, and of nothing at all', async () => {
		expect(await readPhoto(await photo(1600, 1200))).toEqual({ ok: false, error: { type: 'NoLabel' } });
		const two = await photo(1600, 1200, { text, x: 300, y: 600 }, { text: 'B001000006', x: 1300, y: 600 });
		expect(await readPhoto(two)).toEqual({ ok: false, error: { type: 'SeveralLabels' } });
		const long = await photo(1600, 1200, { text: 'X'.repeat(257), x: 800, y: 600, side: 600 });
		expect(await readPhoto(long)).toEqual({ ok: false, error: { type: 'TextTooLong' } });
		const none = new Blob(['no picture'], { type: 'image/jpeg' });
		expect(await readPhoto(none)).toEqual({ ok: false, error: { type: 'NotAPicture' } });
	});

	it('is read by html5-qrcode without workers', async () => {
		vi.stubGlobal('Worker', undefined);
		const read = await readPhoto(await photo(1600, 1200, { text, x: 300, y: 250 }));
		expect(read).toMatchObject({ ok: true, value: { text, source: 'camera' } });
	});
});
