import type { SyncStatus } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import { clockTime } from './time.ts';

/** How fresh a screen is that shows what other devices recorded: their records are known up to the last contact. */
export function asOfText(status: Pick<SyncStatus, 'phase' | 'lastSuccess'> | undefined, now: number): string {
	const met = status?.lastSuccess ?? null;
	if (met === null) return m.board_never_met();
	const at = clockTime(met, now);
	return status?.phase === 'offline' ? m.board_offline_since({ at }) : m.board_as_of({ at });
}

/** The hour of a wall time with zone, as a heading: `10:00–11:00`, on another day `19 Nov 10:00–11:00`. */
export function hourText(at: string, now: number): string {
	const next = String((Number(at.slice(11, 13)) + 1) % 24).padStart(2, '0');
	return `${clockTime(`${at.slice(0, 13)}:00`, now)}–${next}:00`;
}
