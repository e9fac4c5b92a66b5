import * as v from 'valibot';
import {
	compare,
	convert,
	divide,
	formatRational,
	ONE,
	quantitySchema,
	wireValue,
	type Quantity
} from '../kernel/quantity.ts';
import { err, type Result } from '../kernel/result.ts';
import { smallestOf } from '../unit/unit.ts';
import type { BatchRefusal } from './refusal.ts';

/**
 * What somebody counted or weighed, exactly, in the unit of `like`. What is counted comes in whole smallest units; a scale may read
 * finer than that, but nothing is less than one.
 */
export function measured(quantity: Quantity, like: Quantity): Result<Quantity, BatchRefusal> {
	const smallest = smallestOf(like);
	const converted = v.is(quantitySchema, quantity) ? convert(quantity, like) : err(null);
	if (!converted.ok) return err({ type: 'QuantityWrong', expected: like });
	const units = divide(wireValue(converted.value.amount), smallest);
	const isSound = like.kind === 'count' ? units.d === 1n : compare(units, ONE) >= 0;
	if (isSound) return converted;
	return err({ type: 'QuantityNotWhole', smallest: { ...like, amount: formatRational(smallest) } });
}
