import { leadsTo } from '../flow/route.ts';
import { item } from '../item/item.ts';
import type { Code } from '../kernel/code.ts';
import { draft, type Decider, type Rows } from '../kernel/decider.ts';
import { pin } from '../kernel/definition.ts';
import type { EntityId } from '../kernel/event.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { err, ok } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import { expectedUse, type StepRow } from '../step/step.ts';
import { BatchesTransformed } from './batch.ts';
import { bearerNeeds, openBearer } from './bearer.ts';
import { leaveNeeds, leaveVouchers, objectionsTo, type Unusual } from './leave.ts';
import { batchOf, openRun, partsOf, stepsFor } from './place.ts';
import { productOf } from './product.ts';
import type { BatchRefusal } from './refusal.ts';

/** All that is left of a batch goes back to an earlier step of its way, as a new batch under the same label. */
export interface ReworkBatch extends Unusual {
	readonly type: 'ReworkBatch';
	/** The code on the label. */
	readonly batch: Code;
	/** The step that is done again: any one behind it, the last one it went through included. */
	readonly step: Code;
	readonly reason: string;
	/** The operator's answer when the label stands for several open batches. */
	readonly source?: Code | null;
}

export const reworkBatch: Decider<ReworkBatch, BatchRefusal> = {
	command: 'ReworkBatch',
	vouchers: leaveVouchers,
	needs: (command, rows) => [...bearerNeeds(command.batch, rows), ...leaveNeeds(command)],
	decide(command, rows, moment) {
		const scanned = batchOf(command.batch, rows);
		if (!scanned?.item) return err({ type: 'BatchUnknown', batch: command.batch });
		const objections = objectionsTo(command, rows);
		if (objections.refusal) return err(objections.refusal);
		const source = openBearer(scanned, command.source ?? null, rows, objections);
		if (!source.ok) return source;
		const { batch, item: taken, remaining } = source.value;
		const run = openRun(batch, rows, objections);
		if (!run.ok) return run;
		const held = objections.hold(batch);
		if (held) return err(held);
		const steps = stepsFor(batch, rows);
		const valid = steps.filter((step) => leadsTo(steps, [step], taken.id));
		const step = valid.find(({ id }) => id === command.step);
		if (!step) return err({ type: 'NotAnEarlierStep', batch, valid });
		if (partsOf(step, rows).length > 1) return err({ type: 'StepJoinsParts', step });
		if (command.reason.trim() === '') return err({ type: 'ReasonMissing' });
		const before = inputOf(step, { item: taken.id, quantity: remaining }, steps, rows);
		const product = before && rows.all(item.table).find(({ id }) => id === before.item);
		const make = before && product ? productOf(product, before.quantity, batch.grade) : null;
		if (make === null) return err({ type: 'TooLittleForStep', step, batch });

		const made = moment.mint('b');
		const data = {
			run: run.value,
			operation: 'rework' as const,
			step: pin(step),
			takes: [
				{
					batch: batch.id,
					item: taken.id,
					quantity: remaining,
					extent: 'all' as const,
					...(command.batch === batch.id ? {} : { label: command.batch })
				}
			],
			uses: [],
			makes: [{ ...make, batch: made }],
			ends: [],
			reason: { code: null, text: moment.personal(command.reason.trim()) },
			...objections.circumstances(moment)
		};
		const where = { station: null, machine: null, by: objections.by };
		const reworked = draft(BatchesTransformed, runStream(run.value), [batch.id, made], data, where);
		return ok([...objections.releases(moment), reworked]);
	}
};

interface Amount {
	readonly item: EntityId;
	readonly quantity: Quantity;
}

/**
 * What `step` takes where so much comes of it, however many steps later: reckoned back step by step, allowances included, so that the
 * same way makes the same again. Where the way begins with the step, what it makes: it takes no batch. Null where the kinds of
 * quantity on the way do not fit.
 */
function inputOf(step: StepRow, output: Amount, steps: readonly StepRow[], rows: Rows): Amount | null {
	const way = new Map<EntityId, Amount>([[output.item, output]]);
	for (const { item: made, quantity } of way.values()) {
		for (const making of steps) {
			const { produces } = making;
			if (produces?.item !== made || produces.quantity.kind !== quantity.kind) continue;
			const inputs = partsOf(making, rows).map((part) => ({
				item: part.item,
				quantity: expectedUse(part, produces, quantity)
			}));
			if (making.id === step.id) return inputs[0] ?? { item: made, quantity };
			for (const input of inputs) if (!way.has(input.item)) way.set(input.item, input);
		}
	}
	return null;
}
