import { parseRational, ZERO, multiply, rational } from '#domain/kernel/quantity.ts';
import type { StationFields } from '#domain/station/station.ts';
import type { Consumption, Production } from '#domain/step/step.ts';
import { m } from '#paraglide/messages.js';
import { amountText, quantityText } from '#state/words/quantity.ts';
import type { NameOf } from '#state/words/words.ts';
import type { Field } from '../kinds/kind.ts';

const HUNDRED = rational(100n);

/** The value of a field as a person reads it, of a field that two people filled in differently. */
export function valueText(field: Field, value: unknown, nameOf: NameOf): string {
	const text = written(field, value, nameOf);
	return text === '' ? m.admin_value_empty() : text;
}

function written(field: Field, value: unknown, nameOf: NameOf): string {
	switch (field.control) {
		case 'text':
		case 'personal':
			return String(value ?? '');
		case 'minutes':
			return value === null ? '' : m.admin_minutes({ minutes: Number(value) });
		case 'choice':
			return field.options.find((option) => option.value === value)?.label() ?? String(value);
		case 'choices':
			return field.options
				.filter((option) => (value as readonly string[]).includes(option.value))
				.map((option) => option.label())
				.join(', ');
		case 'reference':
			return nameOf(value as string | null);
		case 'references':
			return (value as readonly string[]).map(nameOf).join(', ');
		case 'label': {
			const { kind, size } = value as StationFields['label'];
			return field.options.find((option) => option.value === `${kind} ${size}`)?.label() ?? size;
		}
		case 'produces':
			return value === null ? '' : produced(value as Production, nameOf);
		case 'consumes':
			return (value as readonly Consumption[]).map((input) => consumed(input, nameOf)).join(', ');
	}
}

const produced = ({ item, quantity }: Production, nameOf: NameOf): string =>
	`${quantityText(quantity)} ${nameOf(item)}`;

function consumed(input: Consumption, nameOf: NameOf): string {
	if (input.allowance === null) return produced(input, nameOf);
	const percent = amountText(multiply(parseRational(input.allowance) ?? ZERO, HUNDRED));
	return m.admin_with_allowance({ input: produced(input, nameOf), percent });
}
