import type { BatchRefusal } from '#domain/batch/refusal.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { m } from '#paraglide/messages.js';
import { clockTime } from './time.ts';
import { anyOf, sentences, stop, warning, type NameOf, type Words } from './words.ts';

/** Shape first, one word for one state everywhere. */
export interface Mark {
	readonly shape: 'circle' | 'half' | 'full' | 'square' | 'struck' | 'question' | 'hourglass';
	readonly word: string;
	readonly tone: 'neutral' | 'warning';
}

export function batchMark({ state, voided }: Pick<BatchRow, 'state' | 'voided'>): Mark {
	if (voided) return { shape: 'struck', word: m.words_batch_void(), tone: 'neutral' };
	switch (state) {
		case 'created':
			return { shape: 'circle', word: m.words_batch_created(), tone: 'neutral' };
		case 'open':
			return { shape: 'half', word: m.words_batch_open(), tone: 'neutral' };
		case 'closed':
			return { shape: 'square', word: m.words_batch_closed(), tone: 'neutral' };
	}
}

/** Flags beside the state. Of what is void nothing counts, so nothing of it is disputed by its share. */
export function batchFlags({
	waiting,
	exceptions,
	share,
	voided
}: Pick<BatchRow, 'waiting' | 'exceptions' | 'share' | 'voided'>): Mark[] {
	const isDisputed = exceptions.length > 0 || (share !== '1' && !voided);
	return [
		...(waiting ? [{ shape: 'hourglass', word: m.words_batch_waiting(), tone: 'neutral' } as const] : []),
		...(isDisputed ? [{ shape: 'question', word: m.words_batch_disputed(), tone: 'warning' } as const] : [])
	];
}

/** `me`: who scanned; somebody is told that their own earlier scan is kept only when it was theirs. */
export function batchRefusalWords(refusal: BatchRefusal, nameOf: NameOf, me: Code | null = null): Words {
	const nothing = m.words_nothing_recorded();
	switch (refusal.type) {
		case 'BatchUnknown':
			return notHereYet(refusal.batch);
		case 'BatchVoid':
			return stop(
				m.words_void_title(),
				sentences(voidedWhen(refusal.batch, nameOf), nothing, m.words_void_do_not_use(), disputed(refusal.batch, me))
			);
		case 'BatchAlreadyClosed':
			return stop(
				m.words_closed_title(),
				sentences(closedWhen(refusal.batch, nameOf), nothing, disputed(refusal.batch, me))
			);
		case 'BatchAlreadyInitialised':
		case 'BatchAlreadyMoved':
			return warning(
				m.words_already_scanned_title(),
				sentences(beganWhen(refusal.batch, nameOf), m.words_nothing_added(), disputed(refusal.batch, me))
			);
		case 'BatchNotOpen':
			return stop(m.words_not_open_title(), sentences(m.words_not_open_close(), nothing));
		case 'BatchNotStarted':
			return stop(
				m.words_not_open_title(),
				sentences(
					refusal.valid.length === 0
						? m.words_not_open_no_start()
						: m.words_not_open_start_at({ stations: namesOf(refusal.valid) }),
					nothing
				)
			);
		case 'BatchWithoutRun':
			return stop(m.words_no_run_title(), m.words_no_run_line());
		case 'RunIsCancelled':
			return stop(m.words_run_cancelled_title(), m.words_run_cancelled_line({ run: printed(refusal.run) }));
		case 'RunNotReleased':
			return stop(m.words_run_not_released_title(), m.words_run_not_released_line({ run: printed(refusal.run) }));
		case 'StationUnknown':
			return stop(m.words_station_unknown_title(), m.words_station_unknown_line());
		case 'NotAnInitStation':
			return stop(
				m.words_no_start_here_title(),
				sentences(
					m.words_no_start_here_line({ station: refusal.station.name }),
					belongsAt(refusal.valid, m.words_no_station()),
					nothing
				)
			);
		case 'NotAMoveStation':
			return stop(
				m.words_no_move_here_title(),
				sentences(
					m.words_no_move_here_line({ station: refusal.station.name }),
					belongsAt(refusal.valid, m.words_no_station_next()),
					nothing
				)
			);
		case 'NotASplitStation':
			return stop(
				m.words_no_split_here_title(),
				sentences(
					m.words_no_split_here_line({ station: refusal.station.name }),
					belongsAt(refusal.valid, m.words_no_station()),
					nothing
				)
			);
		case 'NotAMergeStation':
			return stop(
				m.words_no_merge_here_title(),
				sentences(
					m.words_no_merge_here_line({ station: refusal.station.name }),
					belongsAt(refusal.valid, m.words_no_station()),
					nothing
				)
			);
		case 'WrongStation':
			return wrongStationWords(refusal);
		case 'BatchOnHold':
			return stop(
				m.words_on_hold_title(),
				sentences(m.words_on_hold_batch({ batch: printed(refusal.batch.label) }), nothing)
			);
		case 'RunOnHold':
			return stop(m.words_on_hold_title(), sentences(m.words_on_hold_run({ run: printed(refusal.run) }), nothing));
		case 'NotALead':
			return stop(m.words_not_a_lead_title(), sentences(m.words_not_a_lead_line(), nothing));
		case 'QuantityWrong':
			return stop(
				m.words_quantity_wrong_title(),
				sentences(m.words_quantity_wrong_line({ unit: refusal.expected.unit }), nothing)
			);
		case 'RunsDiffer':
			return stop(m.words_runs_differ_title(), sentences(nothing, m.words_runs_differ_line()));
		case 'StepJoinsParts':
			return stop(m.words_joins_parts_title(), m.words_joins_parts_line({ step: refusal.step.name }));
		case 'TooLittleForStep':
			return stop(
				m.words_too_little_title(),
				m.words_too_little_line({ batch: printed(refusal.batch.label), step: refusal.step.name })
			);
		case 'ChooseBatch':
			return { title: m.words_choose_batch_title(), line: m.words_choose_batch_line(), tone: 'choose' };
		case 'ChooseStep':
			return { title: m.words_choose_step_title(), line: m.words_choose_step_line(), tone: 'choose' };
		case 'ChooseMachine':
			return { title: m.words_choose_machine_title(), line: m.words_choose_machine_line(), tone: 'choose' };
		case 'NothingToUndo':
			return warning(m.words_nothing_to_undo_title(), m.words_nothing_to_undo_line());
		case 'AlreadyUndone':
			return warning(m.words_already_undone_title(), m.words_already_undone_line());
		case 'UndoBlocked':
			return stop(m.words_undo_blocked_title(), usedSince(refusal, nameOf));
		case 'LabelsMissing':
			return warning(m.words_labels_missing_title(), m.words_labels_missing_line());
		case 'ReasonMissing':
			return warning(m.words_reason_missing_title(), m.words_reason_missing_line());
	}
}

export const notHereYet = (code: Code): Words =>
	stop(m.words_not_here_title(), m.words_not_here_batch({ code: printCode(code) }));

/** A batch in process has a step before it; a planned one only a place to start. */
function wrongStationWords({
	batch,
	station,
	next,
	isPast,
	valid
}: Extract<BatchRefusal, { type: 'WrongStation' }>): Words {
	const here = [m.words_wrong_station_here({ station: station.name }), m.words_nothing_recorded()];
	return batch.state === 'open' && next.length > 0 && !isPast
		? stop(
				m.words_not_this_step_title(),
				sentences(
					m.words_not_this_step_next({ steps: namesOf(next) }),
					belongsAt(valid, m.words_no_station_next()),
					...here
				)
			)
		: stop(
				m.words_wrong_station_title(),
				sentences(belongsAt(valid, isPast ? m.words_no_station_next() : m.words_no_station()), ...here)
			);
}

/** Somebody was told that the earlier scan was recorded: it still is. */
function disputed({ exceptions, began }: BatchRow, me: Code | null): string | null {
	if (exceptions.length === 0) return null;
	return me !== null && began?.by.includes(me) ? m.words_disputed_scan() : m.scan_disputed();
}

/** By whom and when, where the use took all of it. */
function usedSince({ batch, by: use }: Extract<BatchRefusal, { type: 'UndoBlocked' }>, nameOf: NameOf): string {
	const { closed, label } = batch;
	if (closed?.event !== use) return m.words_undo_blocked_line({ batch: printed(label) });
	const said = { batch: printed(label), time: clockTime(closed.at), by: by(closed.by, nameOf) };
	return closed.how === 'hand' ? m.words_undo_blocked_by_close_line(said) : m.scan_used_since_line(said);
}

const printed = (id: string): string => printCode(id as Code);

const namesOf = (named: readonly { readonly name: string }[]): string => anyOf(named.map(({ name }) => name));

const belongsAt = (stations: readonly { readonly name: string }[], none: string): string =>
	stations.length === 0 ? none : m.words_belongs_at({ stations: namesOf(stations) });

/** ` (Ana)`, to stand behind a time. */
const by = (people: readonly string[], nameOf: NameOf): string =>
	people.length === 0 ? '' : ` (${people.map(nameOf).join(', ')})`;

function beganWhen({ began }: BatchRow, nameOf: NameOf): string {
	if (!began) return m.words_already_open();
	const when = { time: clockTime(began.at), by: by(began.by, nameOf) };
	const place = [began.station, began.machine]
		.filter((id) => id !== null)
		.map(nameOf)
		.join(' · ');
	if (began.operation === 'init')
		return place ? m.words_started_at_place({ place, ...when }) : m.words_started_at(when);
	return place ? m.words_moved_at_place({ place, ...when }) : m.words_moved_at(when);
}

function closedWhen({ closed, children }: BatchRow, nameOf: NameOf): string | null {
	if (!closed) return null;
	if (closed.how === 'used' && children.length > 0) {
		return m.words_closed_became({ batches: anyOf(children.map(printed)) });
	}
	const when = { time: clockTime(closed.at), by: by(closed.by, nameOf) };
	return closed.how === 'end' ? m.scan_closed_finished(when) : m.words_closed_at(when);
}

const voidedWhen = ({ voided }: BatchRow, nameOf: NameOf): string | null =>
	voided && m.words_void_at({ time: clockTime(voided.at), by: by(voided.by, nameOf) });
