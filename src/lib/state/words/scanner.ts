import type { ScannerTrouble } from '#ports/scanner.ts';
import { warning, type Words } from './words.ts';

const MEANWHILE = 'Type code and a hand scanner work meanwhile.';

export function scannerWords(trouble: ScannerTrouble): Words {
	switch (trouble.type) {
		case 'InsecureContext':
			return warning('No camera on this address', `Browsers allow it on https addresses only. ${MEANWHILE}`);
		case 'PermissionDenied':
			return warning('Camera is not allowed', `Allow it in the browser's site settings, then try again. ${MEANWHILE}`);
		case 'NoCamera':
			return warning('No camera found', MEANWHILE);
		case 'CameraBusy':
			return warning('Camera is in use', `Close the other app that uses it, then try again. ${MEANWHILE}`);
		case 'CameraLost':
			return warning('The picture stopped', `Try again. ${MEANWHILE}`);
		case 'NoDecoder':
			return warning('Camera reading not available', `This browser could not start it. ${MEANWHILE}`);
		case 'TextTooLong':
			return warning('Label not known', 'No label of ours is that long. Nothing was recorded.');
	}
}
