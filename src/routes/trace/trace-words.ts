import type { Direction } from '#domain/batch/relatives.ts';
import { printCode } from '#domain/kernel/code.ts';
import type { SyncStatus } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import { clockTime } from '#state/words/time.ts';
import { sentences, warning, type NameOf, type Words } from '#state/words/words.ts';
import { orderName } from '../orders/order-words.ts';
import type { About } from './question.ts';
import { silentAmong, type HeardDevice } from './read-heard.ts';
import type { TraceAnswer, TraceLine } from './read-trace.ts';

/** A time as it is shown where it is read. */
type TimeText = (at: string | number) => string;

/** What was asked for, by what people call it. */
export function aboutText(
	{ question: { about }, order }: TraceAnswer,
	nameOf: NameOf,
	timeText: TimeText = clockTime
): string {
	switch (about.about) {
		case 'batch':
			return m.trace_of_batch({ code: printCode(about.batch) });
		case 'run':
			return m.trace_of_run({ code: printCode(about.run) });
		case 'order':
			return m.trace_of_order({ order: order ? orderName(order) : about.order });
		case 'time': {
			// A field's moment has no zone: it is this device's.
			const said = { from: timeText(Date.parse(about.from)), to: timeText(Date.parse(about.to)) };
			return about.place === null
				? m.trace_of_time_anywhere(said)
				: m.trace_of_time({ ...said, place: nameOf(about.place) });
		}
	}
}

/** `1 batch → 14 batches in 3 runs → 2 orders`. */
export function answerText({ question: { about }, asked, lines, runs, orders }: TraceAnswer): string {
	return m.trace_answer({
		asked: askedText(about, asked),
		batches: m.words_batches({ count: lines.length }),
		runs: m.trace_runs({ count: runs.length }),
		orders: orders.length === 0 ? m.trace_no_order() : m.trace_orders({ count: orders.length })
	});
}

function askedText({ about }: About, count: number): string {
	switch (about) {
		case 'run':
			return m.trace_asked_runs({ count });
		case 'order':
			return m.trace_orders({ count });
		case 'batch':
		case 'time':
			return m.words_batches({ count });
	}
}

/** Of which batches the answer consists: what is before, what is after, and how many of all are in the house. */
export function shareText(lines: readonly TraceLine[]): string {
	const before = lines.filter(({ distance }) => distance < 0).length;
	const after = lines.filter(({ distance }) => distance > 0).length;
	const inHouse = lines.filter((line) => line.inHouse).length;
	return [
		before > 0 && m.trace_before({ count: before }),
		after > 0 && m.trace_after({ count: after }),
		m.trace_house_count({ count: inHouse })
	]
		.filter(Boolean)
		.join(' · ');
}

/** What the answer lacks, as far as it is known, and what in it cannot be. A sentence each. */
export function gapsIn(lines: readonly TraceLine[]): string[] {
	const unknown = lines.filter(({ make }) => make === null).length;
	const waiting = lines.filter(({ make, isWaiting }) => make !== null && isWaiting).length;
	const rings = lines.filter(({ comesOfItself }) => comesOfItself).length;
	return [
		unknown > 0 && m.trace_unknown_count({ count: unknown }),
		waiting > 0 && m.trace_waiting_count({ count: waiting }),
		rings > 0 && m.trace_ring_count({ count: rings })
	].filter((said) => said !== false);
}

/** What this device knows of how much it does not know. */
export interface Hearing {
	readonly devices: readonly HeardDevice[];
	readonly status: Pick<SyncStatus, 'phase' | 'lastSuccess'> | undefined;
	/** The site's data has not arrived whole for the first time. */
	readonly firstSync: boolean;
	/** Records that came and could not be read. */
	readonly received: number;
}

/** Devices named in a sentence at most; the others are counted. */
const NAMED = 4;

/**
 * How far the answer can be relied on. It never says that nothing is missing: what a device recorded since it was heard from last,
 * nobody knows here.
 */
export function hearingWords(
	hearing: Hearing,
	lines: readonly TraceLine[],
	nameOf: NameOf,
	now: number,
	timeText: TimeText = (at) => clockTime(at, now)
): Words {
	const silent = silentAmong(hearing.devices, earliestIn(lines), now);
	const own = ownText(hearing, timeText);
	if (silent.length > 0) {
		return warning(
			m.trace_silent_title({ count: silent.length }),
			sentences(m.trace_silent_line({ devices: silentText(silent, nameOf, timeText) }), ...own)
		);
	}
	const isIncomplete = hearing.firstSync || hearing.received > 0 || hearing.status?.phase === 'offline';
	const tone = isIncomplete ? 'warning' : 'neutral';
	return hearing.devices.length === 0
		? { title: m.trace_heard_none_title(), line: sentences(m.trace_heard_none_line(), ...own), tone }
		: { title: m.trace_heard_title(), line: sentences(m.trace_heard_line(), ...own), tone };
}

function silentText(silent: readonly HeardDevice[], nameOf: NameOf, timeText: TimeText): string {
	const named = silent
		.slice(0, NAMED)
		.map(({ device, heard }) =>
			heard === null
				? m.trace_silent_never({ device: nameOf(device) })
				: m.trace_silent_since({ device: nameOf(device), at: timeText(heard) })
		);
	const more = silent.length - named.length;
	return [...named, ...(more > 0 ? [m.trace_silent_more({ count: more })] : [])].join(', ');
}

function ownText({ status, firstSync, received }: Hearing, timeText: TimeText): (string | false)[] {
	const met = status?.lastSuccess ?? null;
	const at = met === null ? '' : timeText(met);
	return [
		met === null
			? m.trace_never_met()
			: status?.phase === 'offline'
				? m.trace_met_offline({ at })
				: m.trace_met({ at }),
		firstSync && m.trace_first_sync(),
		received > 0 && m.trace_not_understood({ count: received })
	];
}

/** When the first of them was scanned, in milliseconds since 1970; null: none was yet. */
function earliestIn(lines: readonly TraceLine[]): number | null {
	const times = lines.flatMap(({ row }) => (row?.began ? [Date.parse(row.began.at)] : []));
	return times.length === 0 ? null : times.reduce((one, other) => Math.min(one, other));
}

/** One device as the list of all has it. */
export function deviceText({ heard, out }: HeardDevice, now: number): string {
	return [
		heard === null ? m.trace_device_never() : m.trace_device_heard({ at: clockTime(heard, now) }),
		out !== null && m.trace_device_out({ at: clockTime(out, now) })
	]
		.filter(Boolean)
		.join(', ');
}

export function directionText(direction: Direction): string {
	switch (direction) {
		case 'both':
			return m.trace_both();
		case 'back':
			return m.trace_back();
		case 'forward':
			return m.trace_forward();
	}
}

/** How a batch of the answer is related to what was asked for. */
export function relationText(distance: number): string {
	if (distance === 0) return m.trace_asked_here();
	return distance < 0 ? m.trace_steps_before({ count: -distance }) : m.trace_steps_after({ count: distance });
}

/** What was asked for and is not here. */
export function unknownWords({ question: { about } }: TraceAnswer): Words | null {
	switch (about.about) {
		case 'batch':
			return warning(m.trace_unknown_title(), m.trace_unknown_batch({ code: printCode(about.batch) }));
		case 'run':
			return warning(m.trace_unknown_title(), m.trace_unknown_run({ code: printCode(about.run) }));
		case 'order':
			return warning(m.trace_unknown_title(), m.trace_unknown_order({ order: about.order }));
		case 'time':
			return null;
	}
}
