import { describe, expect, it } from 'vitest';
import { codeSymbol } from '#adapters/labels/qr.ts';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { photograph, steadyShot, type Shot } from '../../../../tests/support/label-camera.ts';
import { drawSymbol, fromGrey, greyPicture } from '../../../../tests/support/label-picture.ts';
import { createRandom } from '../../../../tests/support/label-random.ts';
import { pictureLight, type PictureLight } from './picture-light.ts';

const SIDE = 432;
const label = { picture: drawSymbol(codeSymbol(mintCode('b', deviceNumber(1), 0)), 6), dpi: 203 };

function seen(shot: Partial<Shot> | null): PictureLight {
	const held = { ...steadyShot, noise: 3, ...shot };
	const scene = photograph(shot ? label : undefined, held, { width: SIDE, height: SIDE }, createRandom(1));
	return pictureLight(fromGrey(scene) as ImageData);
}

describe('what a picture says about itself', () => {
	// The picture is a third as wide as a camera's, and so is the distance at which the label is as large.
	const distanceMm = 50;

	it('a sharp label is clear, a soft or smeared one is not', () => {
		expect(seen({ distanceMm, blur: 0.6 }).isUnclear).toBe(false);
		expect(seen({ distanceMm, blur: 5 }).isUnclear).toBe(true);
		expect(seen({ distanceMm, motion: 14 }).isUnclear).toBe(true);
	});

	it('a bare bench is nothing to complain of', () => {
		const { brightness, isUnclear } = seen(null);
		expect(isUnclear).toBe(false);
		expect(brightness).toBeGreaterThan(100);
		expect(brightness).toBeLessThan(170);
	});

	it('a dark one says how dark', () => {
		expect(seen({ distanceMm, light: 0.1 }).brightness).toBeLessThan(30);
	});

	it('a lamp mirrored in the label is glare', () => {
		const picture = greyPicture(SIDE, SIDE);
		picture.data.fill(90);
		picture.data.fill(255, 0, SIDE * SIDE * 0.2);
		expect(pictureLight(fromGrey(picture) as ImageData).isUnclear).toBe(true);
	});

	it('no pixels are dark', () => {
		expect(pictureLight({ data: new Uint8ClampedArray(), width: 0, height: 0 } as ImageData)).toEqual({
			brightness: 0,
			isUnclear: false
		});
	});
});
