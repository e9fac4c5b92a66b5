import type { ScannerTrouble } from '#ports/scanner.ts';
import { m } from '#paraglide/messages.js';
import { sentences, warning, type Words } from './words.ts';

export function scannerWords(trouble: ScannerTrouble): Words {
	const meanwhile = m.words_scanner_meanwhile();
	switch (trouble.type) {
		case 'InsecureContext':
			return warning(m.words_scanner_insecure_title(), sentences(m.words_scanner_insecure_line(), meanwhile));
		case 'PermissionDenied':
			return warning(m.words_scanner_denied_title(), sentences(m.words_scanner_denied_line(), meanwhile));
		case 'NoCamera':
			return warning(m.words_scanner_none_title(), meanwhile);
		case 'CameraBusy':
			return warning(m.words_scanner_busy_title(), sentences(m.words_scanner_busy_line(), meanwhile));
		case 'CameraLost':
			return warning(m.words_scanner_lost_title(), sentences(m.words_scanner_lost_line(), meanwhile));
		case 'NoDecoder':
			return warning(m.words_scanner_no_decoder_title(), sentences(m.words_scanner_no_decoder_line(), meanwhile));
		case 'TextTooLong':
			return warning(m.words_label_unknown_title(), m.words_scanner_too_long_line());
	}
}
