import type { BatchRow } from '#domain/batch/views.ts';
import type { Make } from '#domain/batch/goods.ts';
import { printCode, type CodeKind } from '#domain/kernel/code.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { Label, UnreadableLabel } from '#domain/label/label.ts';
import { m } from '#paraglide/messages.js';
import { notHereYet } from './batch.ts';
import { gradeText } from './grade.ts';
import { byText } from './history.ts';
import { unreadableWords } from './label.ts';
import { quantityText } from './quantity.ts';
import { clockTime } from './time.ts';
import { warning, type NameOf, type Words } from './words.ts';

type Recorded = Pick<Make, 'quantity' | 'grade'>;

/** Why the address of a batch shows none, as it was read; null while that is not known yet, and where it shows one. */
export function noBatchWords(label: Result<Label, UnreadableLabel>, isMissing: boolean): Words | null {
	if (!label.ok) return unreadableWords(label.error);
	if (label.value.kind !== 'batch') return otherThingWords(label.value);
	return isMissing ? notHereYet(label.value.code) : null;
}

const otherThingWords = ({ kind, code }: Label): Words =>
	warning(m.batch_other_thing(), m.batch_other_thing_line({ code: printCode(code), thing: thingText(kind) }));

function thingText(kind: CodeKind): string {
	switch (kind) {
		case 'item':
			return m.batch_thing_item();
		case 'batch':
			return m.batch_thing_batch();
		case 'command':
			return m.batch_thing_command();
		case 'department':
			return m.batch_thing_department();
		case 'device':
			return m.batch_thing_device();
		case 'flow':
			return m.batch_thing_flow();
		case 'hold':
			return m.batch_thing_hold();
		case 'lot':
			return m.batch_thing_lot();
		case 'machine':
			return m.batch_thing_machine();
		case 'order':
			return m.batch_thing_order();
		case 'person':
			return m.batch_thing_person();
		case 'run':
			return m.batch_thing_run();
		case 'station':
			return m.batch_thing_station();
		case 'step':
			return m.batch_thing_step();
	}
}

/** What was recorded and what it was corrected to: the quantity, the grade, or both. */
export function correctedText(was: Recorded, is: Recorded): string {
	const text = ({ quantity, grade }: Recorded): string =>
		was.grade === is.grade ? quantityText(quantity) : `${quantityText(quantity)} ${gradeText(grade)}`;
	return m.batch_correct_to({ made: text(was), corrected: text(is) });
}

/** How a batch came to its end, when, and by whom; null while it is not closed. */
export function closedText({ closed }: Pick<BatchRow, 'closed'>, nameOf: NameOf): string | null {
	if (closed === null) return null;
	const said = { at: clockTime(closed.at), by: byText(closed.by, nameOf) };
	switch (closed.how) {
		case 'used':
			return m.batch_closed_used(said);
		case 'end':
			return m.batch_closed_end(said);
		case 'hand':
			return m.batch_closed_hand(said);
	}
}

/** Why no record of a batch counts any more. */
export function voidText({ voided }: Pick<BatchRow, 'voided'>, nameOf: NameOf): string | null {
	if (voided === null) return null;
	const said = { at: clockTime(voided.at), by: byText(voided.by, nameOf) };
	return voided.reason === null ? m.batch_undone_line(said) : m.batch_void_line(said);
}
