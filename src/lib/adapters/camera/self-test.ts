/** What the symbol below says. Of the same kind as our labels: version 1, ten characters. */
export const SELF_TEST_TEXT = 'FLOOR-BOOK';

/** Its modules, row by row, the leftmost in the highest of 21 bits; level H. */
// prettier-ignore
const ROWS = [
	0x1fc17f, 0x105c41, 0x17565d, 0x17565d, 0x175e5d, 0x105a41, 0x1fd57f,
	0x000600, 0x04f5be, 0x133844, 0x1c4a7e, 0x069907, 0x154a0a, 0x001881,
	0x1fded7, 0x105442, 0x174481, 0x174874, 0x1753fb, 0x1045c1, 0x1fc737
];
const SIDE = 21;
const QUIET_ZONE = 4;
const PIXELS_A_MODULE = 4;

/**
 * A picture with a symbol that a working decoder reads: a file that was cut short, or an engine that a browser compiles
 * wrongly, shows when it starts and not by labels that are never read.
 */
export function selfTestPicture(): ImageData {
	const side = (SIDE + 2 * QUIET_ZONE) * PIXELS_A_MODULE;
	const picture = new ImageData(side, side);
	for (let pixel = 0; pixel < side * side; pixel++) {
		const row = Math.floor(Math.floor(pixel / side) / PIXELS_A_MODULE) - QUIET_ZONE;
		const column = Math.floor((pixel % side) / PIXELS_A_MODULE) - QUIET_ZONE;
		const isDark = column >= 0 && column < SIDE && (((ROWS[row] ?? 0) >> (SIDE - 1 - column)) & 1) === 1;
		picture.data.set([isDark ? 0 : 255, isDark ? 0 : 255, isDark ? 0 : 255, 255], pixel * 4);
	}
	return picture;
}
