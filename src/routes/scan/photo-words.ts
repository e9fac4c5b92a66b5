import type { PhotoTrouble } from '#ports/scanner.ts';
import { m } from '#paraglide/messages.js';
import { scannerWords } from '#state/words/scanner.ts';
import { warning, type Words } from '#state/words/words.ts';

/** Why a photo was no scan. */
export function photoWords(trouble: PhotoTrouble): Words {
	switch (trouble.type) {
		case 'NotAPicture':
			return warning(m.scan_camera_photo_not_picture_title(), m.scan_camera_photo_not_picture_line());
		case 'NoLabel':
			return warning(m.scan_camera_photo_no_label_title(), m.scan_camera_photo_no_label_line());
		case 'SeveralLabels':
			return warning(m.scan_camera_photo_several_title(), m.scan_camera_photo_several_line());
		case 'NoDecoder':
		case 'TextTooLong':
			return scannerWords({ type: trouble.type });
	}
}
