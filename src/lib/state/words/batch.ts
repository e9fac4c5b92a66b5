import type { BatchRefusal } from '#domain/batch/refusal.ts';
import { isHeld, isInDispute, type BatchRow } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { StationRow } from '#domain/station/station.ts';
import { m } from '#paraglide/messages.js';
import { gradeText } from './grade.ts';
import { quantityText, unitText } from './quantity.ts';
import { clockTime } from './time.ts';
import { allOf, anyOf, sentences, stop, warning, type NameOf, type Words } from './words.ts';

/** Shape first, one word for one state everywhere. */
export interface Mark {
	readonly shape: 'circle' | 'half' | 'full' | 'square' | 'octagon' | 'struck' | 'question' | 'hourglass';
	readonly word: string;
	readonly tone: 'neutral' | 'warning' | 'stop';
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

export const holdMark = (): Mark => ({ shape: 'octagon', word: m.words_on_hold_title(), tone: 'stop' });

/** Flags beside the state. */
export function batchFlags(row: Pick<BatchRow, 'waiting' | 'exceptions' | 'share' | 'voided' | 'holds'>): Mark[] {
	return [
		...(isHeld(row) ? [holdMark()] : []),
		...(row.waiting ? [{ shape: 'hourglass', word: m.words_batch_waiting(), tone: 'neutral' } as const] : []),
		...(isInDispute(row) ? [{ shape: 'question', word: m.words_batch_disputed(), tone: 'warning' } as const] : [])
	];
}

/** `me`: who scanned; somebody is told that their own earlier scan is kept only when it was theirs. */
export function batchRefusalWords(refusal: BatchRefusal, nameOf: NameOf, me: Code | null = null): Words {
	const nothing = m.words_nothing_recorded();
	switch (refusal.type) {
		case 'BatchUnknown':
			return notHereYet(refusal.batch);
		case 'BatchKnown':
			return warning(m.notes_known_title(), m.notes_known_line());
		case 'AlreadyNoted':
			return warning(m.notes_kept_again_title(), m.notes_kept_again_line());
		case 'NoteNotOpen':
			return warning(m.notes_not_open_title(), m.notes_not_open_line());
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
			return notDoneHere(m.words_no_start_here_title(), m.words_no_start_here_line, refusal, m.words_no_station());
		case 'NotAMoveStation':
			return notDoneHere(m.words_no_move_here_title(), m.words_no_move_here_line, refusal, m.words_no_station_next());
		case 'NotASplitStation':
			return notDoneHere(m.words_no_split_here_title(), m.words_no_split_here_line, refusal, m.words_no_station());
		case 'NotAMergeStation':
			return notDoneHere(m.words_no_merge_here_title(), m.words_no_merge_here_line, refusal, m.words_no_station());
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
		case 'AlreadyInTray':
			return warning(m.words_in_tray_title(), m.words_in_tray_line({ batch: printed(refusal.batch.label) }));
		case 'ItemDiffers':
			return stop(m.words_item_differs_title(), sentences(itemDiffers(refusal, nameOf), nothing));
		case 'GradeDiffers':
			return stop(
				m.words_grade_differs_title(),
				sentences(
					m.words_grade_differs_line({
						batch: printed(refusal.batch.label),
						grade: gradeText(refusal.batch.grade),
						wanted: gradeText(refusal.grade)
					}),
					nothing
				)
			);
		case 'UnitsDiffer':
			return stop(
				m.words_units_differ_title(),
				sentences(
					m.words_units_differ_line({
						batch: printed(refusal.batch.label),
						unit: unitText(refusal.batch.quantity?.unit ?? ''),
						wanted: unitText(refusal.like.unit)
					}),
					nothing
				)
			);
		case 'YieldsDiffer':
			return stop(m.words_yields_differ_title(), sentences(yieldsDiffer(refusal), nothing));
		case 'PartsMissing':
			return warning(
				m.words_parts_missing_title(),
				m.words_parts_missing_line({ step: refusal.step.name, items: allOf(refusal.items.map(nameOf)) })
			);
		case 'TooFewToMerge':
			return warning(m.words_too_few_title(), m.words_too_few_line());
		case 'TrayFull':
			return warning(m.words_tray_full_title(), m.words_tray_full_line({ most: refusal.most }));
		case 'LabelsOfOneBatch':
			return warning(m.words_one_batch_title(), m.words_one_batch_line({ batch: printed(refusal.batch.label) }));
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
		case 'NothingToCorrect':
			return warning(m.words_nothing_to_correct_title(), m.words_nothing_to_correct_line());
		case 'LabelsMissing':
			return warning(m.words_labels_missing_title(), m.words_labels_missing_line());
		case 'ReasonMissing':
			return warning(m.words_reason_missing_title(), m.words_reason_missing_line());
		case 'ChildrenMissing':
			return warning(m.words_children_missing_title(), m.words_children_missing_line());
		case 'TooManyChildren':
			return warning(m.words_too_many_children_title(), m.words_too_many_children_line({ most: refusal.most }));
		case 'QuantityNotWhole':
			return warning(
				m.words_quantity_not_whole_title(),
				sentences(m.words_quantity_not_whole_line({ smallest: quantityText(refusal.smallest) }), nothing)
			);
		case 'MoreThanRemaining':
			return stop(
				m.words_more_than_remaining_title({ over: quantityText(refusal.over) }),
				sentences(
					m.words_more_than_remaining_line({
						batch: printed(refusal.batch.label),
						remaining: quantityText(refusal.remaining)
					}),
					nothing
				)
			);
		case 'WasteReasonMissing':
			return warning(m.words_waste_reason_missing_title(), m.words_waste_reason_missing_line());
		case 'LabelTaken':
			return stop(
				m.words_label_taken_title(),
				sentences(
					refusal.on === null || refusal.on.item === null
						? m.words_label_taken_twice({ label: printed(refusal.label) })
						: m.words_label_taken_line({ label: printed(refusal.label), batch: printed(refusal.on.label) }),
					nothing
				)
			);
		case 'NotABatchLabel':
			return stop(
				m.words_not_a_batch_label_title(),
				sentences(m.words_not_a_batch_label_line({ label: printed(refusal.label) }), nothing)
			);
		case 'LabelCountWrong':
			return warning(m.words_label_count_wrong_title(), m.words_label_count_wrong_line({ most: refusal.most }));
		case 'NotAnEarlierStep':
			return stop(
				m.words_not_earlier_step_title(),
				sentences(
					refusal.valid.length === 0
						? m.words_not_earlier_step_none({ batch: printed(refusal.batch.label) })
						: m.words_not_earlier_step_line({
								batch: printed(refusal.batch.label),
								steps: namesOf(refusal.valid)
							}),
					nothing
				)
			);
	}
}

/** A station that does something else: where it is done. `nowhere`: what to say where no station does it. */
const notDoneHere = (
	title: string,
	line: (named: { readonly station: string }) => string,
	{ station, valid }: { readonly station: StationRow; readonly valid: readonly StationRow[] },
	nowhere: string
): Words =>
	stop(title, sentences(line({ station: station.name }), belongsAt(valid, nowhere), m.words_nothing_recorded()));

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

function itemDiffers({ batch, items }: Extract<BatchRefusal, { type: 'ItemDiffers' }>, nameOf: NameOf): string {
	const said = { batch: printed(batch.label), item: nameOf(batch.item?.id ?? null) };
	return items.length === 0
		? m.words_item_differs_none(said)
		: m.words_item_differs_line({ ...said, items: anyOf(items.map(nameOf)) });
}

function yieldsDiffer({ step, yields }: Extract<BatchRefusal, { type: 'YieldsDiffer' }>): string {
	const each = yields.map(({ batch, quantity }) =>
		m.words_yields_differ_part({ batch: printed(batch.label), quantity: quantityText(quantity) })
	);
	return m.words_yields_differ_line({ step: step.name, yields: allOf(each) });
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
