import type { Refusal } from '#domain/catalog.ts';
import type { NotDone } from '#state/record.ts';
import { stop, type Words } from '#state/words/words.ts';
import { ageText, clockTime } from '#state/words/time.ts';
import { m } from '#paraglide/messages.js';
import type { DeviceStanding } from './read-standing.ts';

type Met = Extract<Refusal, { readonly feature: 'enrol' }>;

/** When something was heard of it last, and how far its records are here. */
export function standingText({ heard, accepted }: Pick<DeviceStanding, 'heard' | 'accepted'>, now: number): string {
	if (heard === null) return m.enrol_nothing_heard();
	const number = accepted.map(({ seq }) => seq).join(', ');
	return m.enrol_heard_ago({ age: ageText(now - Date.parse(heard)), number });
}

/** What happens to devices. */
export const usualLosses = (): readonly string[] => [m.enrol_lost(), m.enrol_stolen(), m.enrol_out_of_use()];

/** Why a device was not put out. */
export function notRevokedWords({ refusal, words }: NotDone): Words {
	if (refusal === null || !isOurs(refusal)) return words;
	switch (refusal.type) {
		case 'DeviceUnknown':
			return stop(m.words_refused(), m.enrol_device_unknown());
		case 'AlreadyRevoked':
			return stop(m.words_refused(), m.enrol_already_revoked({ time: clockTime(refusal.at) }));
		case 'ReasonMissing':
			return stop(m.words_refused(), m.enrol_reason_missing());
	}
}

const isOurs = (refusal: object): refusal is Met => 'feature' in refusal && refusal.feature === 'enrol';
