import type { SyncStatus } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import { ageText, clockTime } from './time.ts';

/** What the status chip stands on. */
export interface SyncFigures {
	readonly status: SyncStatus | undefined;
	/** Facts that are saved here and not sent. */
	readonly waiting: number;
	/** When the oldest of them was saved, in milliseconds since 1970. */
	readonly oldest: number | null;
	/** Documents that only somebody at this device can look after: refused by the server, or not understood. */
	readonly needsYou: number;
	/** The storage did not take the last record. */
	readonly notSaving: boolean;
	readonly online: boolean;
}

export interface ChipWords {
	readonly text: string;
	readonly tone: 'neutral' | 'warning' | 'choose' | 'stop';
	readonly icon: 'tick' | 'cloud' | 'look' | 'question' | 'barred';
}

/** Age tells loss, number does not: a long wait turns amber, however few wait. */
const OLD = 60 * 60_000;
/** What was saved a moment ago is on its way. */
const FRESH = 60_000;

/** Count and age in words, never just an icon; being offline is calm, and nothing hides what waits. */
export function chipWords(
	{ status, waiting, oldest, needsYou, notSaving, online }: SyncFigures,
	now: number
): ChipWords {
	if (notSaving) return { text: m.words_chip_not_saving(), tone: 'stop', icon: 'barred' };
	if (status?.trouble?.type === 'Revoked') return { text: m.enrol_chip_revoked(), tone: 'stop', icon: 'barred' };
	const age = oldest === null ? 0 : now - oldest;
	const isOld = waiting > 0 && age >= OLD;
	const dated = m.words_chip_waiting_oldest({ count: waiting, age: ageText(age) });
	if (needsYou > 0) {
		const held = waiting === 0 ? '' : ` · ${isOld ? dated : m.words_chip_waiting({ count: waiting })}`;
		const text = `${m.words_needs_you({ count: needsYou })}${held}`;
		return isOld ? { text, tone: 'warning', icon: 'look' } : { text, tone: 'choose', icon: 'question' };
	}
	if (isOld) return { text: dated, tone: 'warning', icon: 'look' };
	const connected = online && status !== undefined && status.phase !== 'offline';
	if (waiting > 0) {
		return {
			text:
				age >= FRESH
					? dated
					: connected
						? m.words_chip_sending({ count: waiting })
						: m.words_chip_waiting({ count: waiting }),
			tone: 'neutral',
			icon: 'cloud'
		};
	}
	const sent = status?.lastSuccess ?? null;
	return {
		text: sent === null ? m.words_chip_nothing() : m.words_chip_all_sent({ time: clockTime(sent, now) }),
		tone: 'neutral',
		icon: 'tick'
	};
}
