import * as v from 'valibot';
import { definition, type DefinitionRow } from '../kernel/definition.ts';
import { entityIdSchema } from '../kernel/event.ts';
import {
	ONE,
	add,
	divide,
	inBaseUnits,
	multiply,
	positiveAmountSchema,
	quantitySchema,
	scale,
	wireValue,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';

/** A production step: consumes quantities of items, produces one quantity of one item. */
export interface StepFields {
	readonly name: string;
	readonly consumes: readonly Consumption[];
	readonly produces: Production | null;
	/** Minutes that a batch is planned to take here, 1 to 100,000: what its age is compared with until there is a history. */
	readonly plannedMinutes: number | null;
}

export interface Production {
	readonly item: string;
	readonly quantity: Quantity;
}

export interface Consumption extends Production {
	/** Extra that is expected to be wasted, as a share of `quantity`: `1/20` is five per cent; null for none. */
	readonly allowance: string | null;
}

export type StepRow = DefinitionRow & StepFields;

const productionSchema = v.object({ item: entityIdSchema, quantity: quantitySchema });
const consumptionSchema = v.object({ ...productionSchema.entries, allowance: v.nullable(positiveAmountSchema) });

export const step = definition<'step', StepFields>({
	kind: 'step',
	letter: 't',
	event: 'StepDefined',
	version: 2,
	fields: {
		name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
		consumes: v.pipe(v.array(consumptionSchema), v.maxLength(64)),
		produces: v.nullable(productionSchema),
		plannedMinutes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)))
	},
	defaults: { name: '', consumes: [], produces: null, plannedMinutes: null },
	required: ['name'],
	roles: ['planner', 'admin']
});

/** What the step is expected to use of one input while it makes `output`: in the input's own unit, exact. */
export function expectedUse(consumption: Consumption, production: Production, output: Quantity): Quantity {
	const share = divide(inBaseUnits(output), inBaseUnits(production.quantity));
	return scale(consumption.quantity, multiply(share, withAllowance(consumption)));
}

/** What the step is expected to make of `input`: of the produced item, in its unit, exact. Null when the kinds of quantity differ. */
export function expectedOutput(consumption: Consumption, production: Production, input: Quantity): Quantity | null {
	if (input.kind !== consumption.quantity.kind) return null;
	const needed = multiply(inBaseUnits(consumption.quantity), withAllowance(consumption));
	return scale(production.quantity, divide(inBaseUnits(input), needed));
}

/** A quantity's multiple that is really consumed: 21/20 with five per cent of waste. */
const withAllowance = ({ allowance }: Consumption): Rational =>
	allowance === null ? ONE : add(ONE, wireValue(allowance));
