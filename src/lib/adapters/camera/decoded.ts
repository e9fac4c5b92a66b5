import type { AimedLabel } from './aimed-label.ts';
import type { PictureLight } from './picture-light.ts';

/** What became of one pass of a picture. */
export interface Decoded extends AimedLabel {
	readonly light: PictureLight;
}
