import type { Code } from '#domain/kernel/code.ts';
import type { Command } from '#domain/catalog.ts';
import type { PersonalRef } from '#domain/kernel/personal.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import {
	choicesControl,
	consumptionControl,
	labelControl,
	minutesControl,
	personalControl,
	productionControl,
	referenceControl,
	textControl,
	type FieldControl,
	type FieldDraft
} from './field-values.ts';
import { m } from '#paraglide/messages.js';
import type { AnyRow, Field, Kind } from '../kinds/kind.ts';

/** A form as it stands: what each control edits, by field. */
export type FormDraft = { readonly [field: string]: FieldDraft };

/** What is wrong, by field, in words. */
export type FormFaults = { readonly [field: string]: string };

const CONTROLS = {
	text: textControl,
	personal: personalControl,
	choice: textControl,
	choices: choicesControl,
	reference: referenceControl,
	references: choicesControl,
	minutes: minutesControl,
	label: labelControl,
	produces: productionControl,
	consumes: consumptionControl
} as unknown as Readonly<Record<Field['control'], FieldControl<FieldDraft, unknown>>>;

/** The form of a row, or of a new one. */
export function openForm(kind: Kind, row: AnyRow | undefined, personal: (ref: PersonalRef) => string): FormDraft {
	return Object.fromEntries(
		kind.fields.map(({ name, control }) => [name, CONTROLS[control].open((row ?? kind.defaults)[name], personal)])
	);
}

/**
 * The command that saves the form: only the fields that were changed here since it was opened, so that what somebody else
 * changed meanwhile stays.
 */
export function closeForm(
	kind: Kind,
	id: Code | null,
	opened: FormDraft,
	draft: FormDraft
): Result<Command, FormFaults> {
	const faults: Record<string, string> = {};
	const changes: Record<string, unknown> = {};
	const personal: Record<string, string> = {};
	for (const { name, control, label, required } of kind.fields) {
		const value = draft[name] ?? '';
		if (required && value === '') faults[name] = m.admin_needed({ field: label() });
		const unchanged = JSON.stringify(value) === JSON.stringify(opened[name]);
		if (unchanged && (id !== null || !required)) continue;
		const closed = CONTROLS[control].close(value);
		if (!closed.ok) faults[name] = closed.error;
		else if (control === 'personal') personal[name] = String(closed.value);
		else changes[name] = closed.value;
	}
	if (Object.keys(faults).length > 0) return err(faults);
	const command = kind.define(id, changes);
	return ok(Object.keys(personal).length === 0 ? command : ({ ...command, personal } as Command));
}

/** The record as the form would save it, personal texts in their place; undefined while a field cannot be read. */
export function drafted(kind: Kind, row: AnyRow | undefined, draft: FormDraft): AnyRow | undefined {
	const fields: Record<string, unknown> = { ...kind.defaults, ...row };
	for (const { name, control } of kind.fields) {
		const closed = CONTROLS[control].close(draft[name] ?? '');
		if (!closed.ok) return undefined;
		fields[name] = closed.value;
	}
	return fields as AnyRow;
}

export const isChanged = (opened: FormDraft, draft: FormDraft): boolean =>
	JSON.stringify(opened) !== JSON.stringify(draft);
