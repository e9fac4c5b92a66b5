import type { PersonalRef } from '#domain/kernel/personal.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import {
	divide,
	formatRational,
	multiply,
	parseDecimal,
	parseRational,
	rational,
	ZERO
} from '#domain/kernel/quantity.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { LabelSize } from '#domain/label/format.ts';
import type { StationFields } from '#domain/station/station.ts';
import type { Consumption, Production } from '#domain/step/step.ts';
import { writeDecimal } from '#domain/unit/print.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';
import { m } from '#paraglide/messages.js';
import type { Quantity } from '#domain/kernel/quantity.ts';

/** What the controls of a form edit: text as typed, choices as the codes or words chosen. */
export type FieldDraft = string | readonly string[] | ProductionDraft | readonly ConsumptionDraft[];

export interface ProductionDraft {
	readonly item: string;
	readonly amount: string;
	readonly unit: string;
}

export interface ConsumptionDraft extends ProductionDraft {
	/** Tells the rows of a form apart. */
	readonly key: number;
	/** Per cent. */
	readonly allowance: string;
}

/** One way to edit a field: from the stored value to what a control edits, and back. */
export interface FieldControl<Draft extends FieldDraft, Value> {
	readonly open: (value: Value, personal: (ref: PersonalRef) => string) => Draft;
	/** The value to store, or in words why there is none yet. */
	readonly close: (draft: Draft) => Result<Value, string>;
}

export const textControl: FieldControl<string, string> = {
	open: (value) => value,
	close: (draft) => ok(plainText(draft).trim())
};

/** The text is kept apart from the record, which holds a reference: `close` gives the text itself. */
export const personalControl = {
	open: (value: PersonalRef | null, personal: (ref: PersonalRef) => string): string => (value ? personal(value) : ''),
	close: (draft: string): Result<string, string> => ok(draft.trim())
};

export const choicesControl: FieldControl<readonly string[], readonly string[]> = {
	open: (value) => value,
	close: (draft) => ok(draft)
};

/** No answer is null. */
export const referenceControl: FieldControl<string, string | null> = {
	open: (value) => value ?? '',
	close: (draft) => ok(draft === '' ? null : draft)
};

/** Whole minutes, or null for none. */
export const minutesControl: FieldControl<string, number | null> = {
	open: (value) => (value === null ? '' : String(value)),
	close(draft) {
		if (draft.trim() === '') return ok(null);
		const minutes = /^\d{1,6}$/.test(draft.trim()) ? Number(draft) : 0;
		return minutes >= 1 && minutes <= 100_000 ? ok(minutes) : err(m.admin_write_minutes());
	}
};

export const labelControl: FieldControl<string, StationFields['label']> = {
	open: ({ kind, size }) => `${kind} ${size}`,
	close(draft) {
		const [kind, size] = draft.split(' ');
		return ok({ kind: kind === 'traveler' ? 'traveler' : 'tag', size: (size ?? '2x4') as LabelSize });
	}
};

export const emptyProduction = (): ProductionDraft => ({ item: '', amount: '', unit: '' });

export const productionControl: FieldControl<ProductionDraft, Production | null> = {
	open: (value) => (value === null ? emptyProduction() : openProduction(value)),
	close(draft) {
		if (draft.item === '' && draft.amount.trim() === '') return ok(null);
		return closeProduction(draft);
	}
};

export const consumptionControl: FieldControl<readonly ConsumptionDraft[], readonly Consumption[]> = {
	open: (value) =>
		value.map((consumption, index) => ({
			...openProduction(consumption),
			key: index,
			allowance: consumption.allowance === null ? '' : percent(consumption.allowance)
		})),
	close(draft) {
		const rows: Consumption[] = [];
		for (const [index, row] of draft.entries()) {
			if (row.item === '' && row.amount.trim() === '') continue;
			const production = closeProduction(row);
			if (!production.ok) return err(m.admin_input_wrong({ number: index + 1, why: production.error }));
			const allowance = closeAllowance(row.allowance);
			if (!allowance.ok) return err(m.admin_input_wrong({ number: index + 1, why: allowance.error }));
			rows.push({ ...production.value, allowance: allowance.value });
		}
		return ok(rows);
	}
};

const openProduction = ({ item, quantity }: Production): ProductionDraft => ({
	item,
	amount: openAmount(quantity),
	unit: quantity.unit
});

function openAmount({ amount }: Quantity): string {
	const value = parseRational(amount);
	return (value && writeDecimal(value)) ?? amount;
}

function closeProduction({ item, amount, unit }: ProductionDraft): Result<Production, string> {
	const known = findUnit(unit);
	if (item === '') return err(m.admin_choose_item());
	if (!known) return err(m.admin_choose_unit());
	const value = parseDecimal(amount) ?? parseRational(amount.trim());
	if (!value) return err(m.admin_write_amount());
	if (value.n <= 0n) return err(m.admin_more_than_nothing());
	return ok({ item, quantity: quantityIn(known, value) });
}

const HUNDRED = rational(100n);

function percent(allowance: string): string {
	const share = multiply(parseRational(allowance) ?? ZERO, HUNDRED);
	return writeDecimal(share) ?? formatRational(share);
}

/** No allowance is null, so that `0` and an empty field are the same record. */
function closeAllowance(draft: string): Result<string | null, string> {
	if (draft.trim() === '') return ok(null);
	const value = parseDecimal(draft.replace(/%\s*$/, '')) ?? parseRational(draft.trim());
	if (!value) return err(m.admin_write_allowance());
	return ok(value.n === 0n ? null : formatRational(divide(value, HUNDRED)));
}
