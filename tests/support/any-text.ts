import fc from 'fast-check';

const anyPoint = fc.oneof(
	fc.integer({ min: 0, max: 0x7f }),
	fc.integer({ min: 0x80, max: 0xd7ff }),
	fc.integer({ min: 0xe000, max: 0xffff }),
	fc.integer({ min: 0x1_0000, max: 0x10_ffff })
);

/** Well-formed text of any characters: controls, any script, beyond the basic plane. */
export const anyText = (maxLength = 20): fc.Arbitrary<string> =>
	fc.array(anyPoint, { maxLength }).map((points) => String.fromCodePoint(...points));
