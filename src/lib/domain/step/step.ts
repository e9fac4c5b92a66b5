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
	type Quantity
} from '../kernel/quantity.ts';

/** A production step: consumes quantities of items, produces one quantity of one item. */
export interface StepFields {
	readonly name: string;
	readonly consumes: readonly Consumption[];
	readonly produces: Production | null;
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
	version: 1,
	fields: {
		name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
		consumes: v.pipe(v.array(consumptionSchema), v.maxLength(64)),
		produces: v.nullable(productionSchema)
	},
	defaults: { name: '', consumes: [], produces: null },
	required: ['name']
});

/** What the step is expected to use of one input while it makes `output`: in the input's own unit, exact. */
export function expectedUse(consumption: Consumption, production: Production, output: Quantity): Quantity {
	const allowance = consumption.allowance === null ? ONE : add(ONE, wireValue(consumption.allowance));
	const share = divide(inBaseUnits(output), inBaseUnits(production.quantity));
	return scale(consumption.quantity, multiply(share, allowance));
}
