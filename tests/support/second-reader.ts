import decodeQR from 'qr/decode.js';
import type { Picture } from './label-picture.ts';

/** Reads the one symbol in a picture with another decoder than the app's: what only one of them can read is no good label. */
export const readSecond = ({ width, height, data }: Picture): string =>
	decodeQR({ width, height, data }, { timeLimit: 2_000 });
