import { GRADES } from '#domain/batch/goods.ts';
import { batches } from '#domain/batch/views.ts';
import type { Command } from '#domain/catalog.ts';
import { commandBy } from '#domain/decision/changes.ts';
import { choicesFor } from '#domain/decision/choices.ts';
import { holds } from '#domain/hold/hold.ts';
import type { Code } from '#domain/kernel/code.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { runs } from '#domain/run/run.ts';
import { readFamily } from '#engine/family.ts';
import type { Store } from '#ports/store.ts';
import type { Dice } from './random.ts';
import { badgeOf, oneOfFirst, rowsOf, words } from './rows.ts';

/** Somebody counted again, or looked again. */
export async function correct(store: Store, dice: Dice): Promise<Command | undefined> {
	const known = (await rowsOf(store, batches)).filter(({ quantity, voided }) => quantity && !voided);
	const batch = oneOfFirst(known, dice, 15);
	if (!batch?.quantity) return undefined;
	const quantity = dice.chance(0.8) ? { ...batch.quantity, amount: String(dice.between(1, 120)) } : null;
	const grade = quantity === null || dice.chance(0.2) ? dice.pick(GRADES) : null;
	return { type: 'CorrectBatch', batch: batch.id, quantity, grade, reason: words(dice) };
}

/** Quality stops a batch with what was made of it; now and then a run. */
export async function hold(store: Store, dice: Dice): Promise<Command | undefined> {
	const made = (await rowsOf(store, batches)).filter(({ item }) => item);
	const thing = dice.chance(0.1) ? oneOfFirst(await rowsOf(store, runs), dice, 12) : oneOfFirst(made, dice, 12);
	return thing && { type: 'PlaceHold', on: thing.id, reason: words(dice) };
}

export async function release(store: Store, dice: Dice): Promise<Command | undefined> {
	const standing = (await rowsOf(store, holds)).filter(({ standing: since }) => since !== undefined);
	const lead = await badgeOf(store, ['lead', 'quality'], dice);
	if (standing.length === 0 || lead === undefined) return undefined;
	const { id, covers } = dice.pick(standing);
	const on = dice.chance(0.6) || covers.length === 0 ? null : (dice.pick(covers) as Code);
	return { type: 'ReleaseHold', hold: id, on, lead, reason: words(dice) };
}

/** Two labels were found to be on each other's batch. */
export async function swap(store: Store, dice: Dice): Promise<Command | undefined> {
	const known = (await rowsOf(store, batches)).filter(({ item, voided }) => item && !voided);
	const [one, other] = [oneOfFirst(known, dice, 20), oneOfFirst(known, dice, 20)];
	if (!one || !other || one.id === other.id) return undefined;
	return { type: 'SwapLabels', batches: [one.label as Code, other.label as Code], reason: words(dice) };
}

/** A lead settles one of the first cases on the list, where another one may be at it as well, in any of the ways it offers. */
export async function decide(store: Store, dice: Dice): Promise<Command | undefined> {
	const raised = (await rowsOf(store, exceptions)).filter(({ waiting }) => !waiting);
	const exception = oneOfFirst(raised, dice, 4);
	const lead = await badgeOf(store, ['lead', 'quality', 'planner', 'admin'], dice);
	if (exception === undefined || lead === undefined) return undefined;
	const family = await store.read((reader) => readFamily(reader, exception.entity)).catch(() => []);
	const choice = dice.pick(choicesFor(exception, family));
	const others = (await rowsOf(store, batches)).filter(({ item }) => item);
	const answer = {
		quantity: choice.choice === 'part' ? { ...choice.most, amount: String(dice.between(1, 12)) } : null,
		to: oneOfFirst(others, dice, 20)?.id ?? null
	};
	return commandBy(exception, choice, answer, { lead, reason: words(dice) }) ?? undefined;
}
