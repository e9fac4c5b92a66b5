import { printCode, isCode, type Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import { OrderChangeAnswered, OrderChanged, RunGenerated } from '#domain/order/order.ts';
import { m } from '#paraglide/messages.js';
import { factLine } from '#state/words/history.ts';
import type { NameOf } from '#state/words/words.ts';
import type { IconName } from '#ui/icons.ts';
import { eventText } from '../event-text.ts';
import { saidBy } from '../orders/order-history.ts';
import type { Case, Side } from './read-case.ts';

/** `Record B`, by the fact. */
export const letterIn =
	({ sides }: Pick<Case, 'sides'>) =>
	(fact: string): string =>
		m.decisions_record({ record: sides.find(({ id }) => id === fact)?.letter ?? '?' });

/** What was done, with the step or the number it is about. */
export const doneText = (fact: Fact, isBatch: boolean, nameOf: NameOf): string =>
	isBatch ? factLine(fact, nameOf) : eventText(fact.type);

/** What a record of an order says, each thing by itself; of others that stands with their batches. */
export const saidText = (fact: Fact, nameOf: NameOf): readonly string[] =>
	ORDER_RECORDS.has(fact.type) ? saidBy(fact, nameOf) : [];

const ORDER_RECORDS: ReadonlySet<string> = new Set([OrderChanged.type, RunGenerated.type, OrderChangeAnswered.type]);

/** The code on the paper of a batch, and which record of the case made it. */
export function batchText({ rows, sides }: Pick<Case, 'rows' | 'sides'>, batch: EntityId): BatchText {
	const label = rows.get(batch)?.label ?? batch;
	const made = sides.find((side) => side.made.includes(batch));
	return {
		code: isCode(label) ? label : null,
		what: made ? m.decisions_made_by({ record: recordText(made) }) : null
	};
}

export interface BatchText {
	readonly code: Code | null;
	/** Null where the code says it all. */
	readonly what: string | null;
}

export const recordText = ({ letter }: Side): string => m.decisions_record({ record: letter });

/** How a batch of the case is called in a sentence. */
export const batchNameIn =
	(found: Pick<Case, 'rows' | 'sides'>, nameOf: NameOf): NameOf =>
	(id) => {
		if (id === null) return '';
		const { code, what } = batchText(found, id);
		return what ?? (code ? printCode(code) : nameOf(id));
	};

const ICONS: Readonly<Record<string, IconName>> = {
	BatchesPlanned: 'run',
	BatchInitialised: 'station',
	BatchesTransformed: 'forward',
	BatchClosed: 'barred',
	BatchVoided: 'cross',
	BatchCorrected: 'keys',
	FactUndone: 'undo',
	HoldPlaced: 'stop',
	LabelBound: 'label',
	LabelsSwapped: 'again'
};

const OPERATION_ICONS: Readonly<Record<string, IconName>> = { split: 'twins', merge: 'plus', rework: 'again' };

/** The shape of what was done. */
export function iconOf({ type, data }: Fact): IconName {
	const operation = (data as { readonly operation?: string } | null)?.operation ?? '';
	return OPERATION_ICONS[operation] ?? ICONS[type] ?? 'run';
}
