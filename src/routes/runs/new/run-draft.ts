import * as v from 'valibot';
import type { FlowRow } from '#domain/flow/flow.ts';
import type { ItemRow } from '#domain/item/item.ts';
import { isCode, type Code } from '#domain/kernel/code.ts';
import { ONE, parseDecimal } from '#domain/kernel/quantity.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import {
	AMOUNT_FIELDS,
	completeAmounts,
	derivedField,
	type AmountFault,
	type AmountField,
	type Amounts
} from '#domain/run/amounts.ts';
import type { CreateRun } from '#domain/run/decide.ts';
import type { NewLine } from '#domain/run/plan.ts';
import { MAX_BATCHES } from '#domain/run/run.ts';
import type { StepRow } from '#domain/step/step.ts';
import { findUnit, quantityIn, type Unit } from '#domain/unit/unit.ts';

/** A line of the form, as typed: kept on every change, whatever state it is in. */
export interface LineDraft {
	/** Tells the form's lines apart while some are added and removed. */
	readonly key: number;
	readonly item: string;
	readonly unit: string;
	readonly batches: string;
	readonly each: string;
	readonly total: string;
	/** The amounts in the order they were typed in last. */
	readonly typed: readonly AmountField[];
	readonly machines: readonly string[];
	/** A flow that somebody chose; empty: the one that makes the item, if there is one only. */
	readonly flow: string;
}

export interface RunDraft {
	readonly lines: readonly LineDraft[];
	readonly responsible: string;
	readonly due: string;
	readonly priority: string;
}

const text = v.pipe(v.string(), v.maxLength(200));

/** What a kept draft has to look like to be taken up again. */
export const runDraftSchema: v.GenericSchema<unknown, RunDraft> = v.object({
	lines: v.pipe(
		v.array(
			v.object({
				key: v.number(),
				item: text,
				unit: text,
				batches: text,
				each: text,
				total: text,
				typed: v.array(v.picklist(AMOUNT_FIELDS)),
				machines: v.array(text),
				flow: text
			})
		),
		v.minLength(1)
	),
	responsible: text,
	due: text,
	priority: text
});

export const emptyLine = (key: number): LineDraft => ({
	key,
	item: '',
	unit: '',
	batches: '',
	each: '',
	total: '',
	typed: [],
	machines: [],
	flow: ''
});

export const emptyDraft = (): RunDraft => ({ lines: [emptyLine(1)], responsible: '', due: '', priority: '' });

/** What the draft is read against: the definitions this device holds, archived ones left out. */
export interface DraftContext {
	readonly items: readonly ItemRow[];
	readonly flows: readonly FlowRow[];
	readonly steps: readonly StepRow[];
}

export type LineFault =
	| AmountFault
	| { readonly type: 'ItemMissing' }
	| { readonly type: 'AmountUnreadable'; readonly field: AmountField }
	| { readonly type: 'BatchesTooMany'; readonly most: number };

/** What a line says so far: as much as can be worked out, and what is wrong with it, first things first. */
export interface LineReading {
	readonly item: ItemRow | undefined;
	readonly unit: Unit | undefined;
	/** The amount that follows from the other two. */
	readonly derived: AmountField;
	readonly amounts: Amounts | null;
	/** Of the flows that make the item: the chosen one, or the only one. */
	readonly flow: FlowRow | undefined;
	readonly flows: readonly FlowRow[];
	readonly faults: readonly LineFault[];
}

export function readLine(line: LineDraft, context: DraftContext): LineReading {
	const item = context.items.find(({ id }) => id === line.item);
	const unit = findUnit(line.unit || (item?.unit ?? ''));
	const derived = derivedField(line.typed);
	const flows = flowsMaking(line.item, context);
	const flow = flows.find(({ id }) => id === line.flow) ?? (flows.length === 1 ? flows[0] : undefined);
	const faults: LineFault[] = item ? [] : [{ type: 'ItemMissing' }];
	for (const field of AMOUNT_FIELDS.filter((typed) => typed !== derived)) {
		if (line[field].trim() === '') faults.push({ type: 'AmountMissing', field });
		else if (parseDecimal(line[field]) === undefined) faults.push({ type: 'AmountUnreadable', field });
	}
	const given = {
		batches: parseDecimal(line.batches),
		each: parseDecimal(line.each),
		total: parseDecimal(line.total)
	};
	const { amounts, fault } = completeAmounts(given, derived, unit?.smallest ?? ONE);
	// What is missing was said above, for each field.
	if (fault && fault.type !== 'AmountMissing') faults.push(fault);
	if (amounts && amounts.batches > MAX_BATCHES) faults.push({ type: 'BatchesTooMany', most: MAX_BATCHES });
	return { item, unit, derived, amounts, flow, flows, faults };
}

/** Flows with a step that makes the item. */
function flowsMaking(item: string, { flows, steps }: DraftContext): readonly FlowRow[] {
	const making = new Set<string>(steps.filter(({ produces }) => produces?.item === item).map(({ id }) => id));
	return flows.filter((flow) => flow.steps.some((step) => making.has(step)));
}

export interface DraftFault {
	/** Index of the line. */
	readonly line: number;
	readonly fault: LineFault;
}

/** The command a complete draft stands for, or everything that is in the way. */
export function readDraft(draft: RunDraft, context: DraftContext): Result<CreateRun, readonly DraftFault[]> {
	const faults: DraftFault[] = [];
	const lines: NewLine[] = [];
	for (const [index, line] of draft.lines.entries()) {
		const { item, unit, amounts, flow, faults: wrong } = readLine(line, context);
		faults.push(...wrong.map((fault) => ({ line: index, fault })));
		if (wrong.length > 0 || !item || !unit || !amounts) continue;
		lines.push({
			item: item.id,
			each: quantityIn(unit, amounts.each),
			batches: amounts.batches,
			machines: line.machines.filter(isCode),
			flow: flow?.id ?? null
		});
	}
	if (faults.length > 0) return err(faults);
	return ok({
		type: 'CreateRun',
		lines,
		responsible: codeOrNull(draft.responsible),
		due: draft.due === '' ? null : draft.due,
		priority: draft.priority === '' ? null : Number(draft.priority),
		released: true
	});
}

const codeOrNull = (id: string): Code | null => (isCode(id) ? id : null);
