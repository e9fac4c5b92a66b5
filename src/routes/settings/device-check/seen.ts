import { m } from '#paraglide/messages.js';
import type { CameraState } from '../../check/browser-abilities.ts';
import { faultText } from './scanner-words.ts';
import type { Trial, TrialFault } from './scanner-trial.ts';

/** What was seen at a check: kept as it was, and said in whichever language the sheet is read. */
export type Seen =
	| { readonly type: 'written'; readonly text: string } // by the installer
	| { readonly type: 'camera'; readonly state: CameraState }
	| { readonly type: 'scan'; readonly trial: Trial; readonly faults: readonly TrialFault[] }
	| { readonly type: 'sound'; readonly heard: boolean }
	| { readonly type: 'size'; readonly pixels: number } // a millimetre
	| { readonly type: 'print'; readonly right: boolean }
	| { readonly type: 'storage'; readonly kept: boolean | null }
	| { readonly type: 'install'; readonly installed: boolean };

export function seenText(seen: Seen): string {
	switch (seen.type) {
		case 'written':
			return seen.text;
		case 'camera':
			return cameraText(seen.state);
		case 'scan':
			return [seen.trial.text, speedText(seen.trial), seen.trial.end ?? '', ...seen.faults.map(faultText)]
				.filter(Boolean)
				.join(', ');
		case 'sound':
			return seen.heard ? m.devicecheck_sound_heard() : m.devicecheck_sound_not_heard();
		case 'size':
			return m.devicecheck_size_note({ pixels: seen.pixels.toFixed(2) });
		case 'print':
			return seen.right ? m.devicecheck_print_right() : m.devicecheck_print_wrong();
		case 'storage':
			if (seen.kept === null) return m.storage_unsaid();
			return seen.kept ? m.storage_protected_yes() : m.storage_not_kept();
		case 'install':
			return seen.installed ? m.storage_installed_yes() : m.storage_installed_no();
	}
}

function cameraText(state: CameraState): string {
	if (state === 'works') return m.devicecheck_camera_works();
	return state === 'refused' ? m.devicecheck_camera_refused() : m.devicecheck_camera_missing();
}

export const speedText = ({ gap }: Trial): string =>
	gap === null ? m.devicecheck_scanner_whole() : m.devicecheck_scanner_gap({ gap: Math.round(gap) });

/** What an earlier version kept, or somebody else, may be anything. */
export function isSeen(value: unknown): value is Seen {
	try {
		return typeof seenText(value as Seen) === 'string';
	} catch {
		return false;
	}
}
