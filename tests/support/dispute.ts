import { expect } from 'vitest';
import { changesBy, commandBy, NEW_CODE, type Answer } from '#domain/decision/changes.ts';
import { choicesFor, type Choice } from '#domain/decision/choices.ts';
import { countedIn, previewOf } from '#domain/decision/preview.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { Thread } from '#domain/kernel/thread.ts';
import type { Exception, ExceptionRule } from '#domain/kernel/view.ts';
import { readFamily } from '#engine/family.ts';
import type { Recorded } from '#engine/submit.ts';
import { child, correctTo, mergeAt, splitAt } from './batch-commands.ts';
import {
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	type TestFloor
} from './floor.ts';
import { madeBy } from './recorded.ts';
import { expectAlike } from './replicas.ts';

/** An office, two devices on the floor that do not hear of each other, and one that hears of everything in the end. */
export let office: TestFloor;
export let one: TestFloor;
export let other: TestFloor;
export let late: TestFloor;
export let site: Awaited<ReturnType<typeof mill>>;
export let secondKnitting: Code;
export let thirdKnitting: Code;
export let sorting: Code;
export let merging: Code;
export let lead: Code;
export let secondLead: Code;
export let run: Code;
export let first: Code;
export let second: Code;
export let third: Code;

/** Sets all of it up anew: what is exported here is what it made last. */
export async function setUpDispute(): Promise<void> {
	office = await createTestFloor({ device: 1 });
	one = await createTestFloor({ device: 2 });
	other = await createTestFloor({ device: 3 });
	late = await createTestFloor({ device: 4 });
	site = await mill(office);
	const { define, steps, items } = site;
	secondKnitting = await define.station('Second knitting', { steps: [steps.knit] });
	thirdKnitting = await define.station('Third knitting', { steps: [steps.knit] });
	sorting = await define.station('Sorting', { operation: 'split' });
	merging = await define.station('Merging', { operation: 'merge' });
	lead = await define.person('Lea', ['lead']);
	secondLead = await define.person('Lou', ['lead']);
	const planned = await plan(office, line(items.knitted, 3));
	run = planned.run;
	[first, second, third] = planned.batches as [Code, Code, Code];
	await spread();
}

/** All know what the office does. The other device's keys come after the first one's. */
export async function spread(): Promise<void> {
	for (const floor of [one, other, late]) await deliver(office, floor);
	one.clock.set(office.clock.now() + 1_000);
	other.clock.set(office.clock.now() + 60_000);
	late.clock.set(office.clock.now() + 120_000);
}

/** Knitted, as all know. */
export const started = async (...batches: readonly Code[]): Promise<void> => {
	for (const batch of batches) await office.record(initialise(batch, site.knitting));
	await spread();
};

/** Moved on by both, neither of which knew of the other: what each made. */
export async function moveApart(batch: Code): Promise<readonly [ours: Code, theirs: Code]> {
	const ours = madeBy(await one.record(moveTo(site.dyeing, batch)));
	const theirs = madeBy(await other.record(moveTo(site.dyeing, batch)));
	await gather();
	return [ours, theirs];
}

/** The office hears what both recorded. */
export async function gather(): Promise<void> {
	await deliver(one, office);
	await deliver(other, office);
	office.clock.set(Math.max(office.clock.now(), late.clock.now()) + 1_000);
}

/** Everybody hears everything, in different orders; no replica may differ from another. */
export async function agree(): Promise<void> {
	const all = [office, one, other, late];
	for (const from of all) for (const to of all.toReversed()) if (from !== to) await deliver(from, to);
	await expectAlike(office, one, other, late);
}

export async function theCase(rule: ExceptionRule, batch: Code, floor = office): Promise<Exception> {
	const found = (await exceptionsOf(floor, batch)).filter((raised) => raised.rule === rule);
	expect(found, `${rule} on ${batch}`).toHaveLength(1);
	return found[0] as Exception;
}

const familyOf = async (floor: TestFloor, ...batches: readonly EntityId[]): Promise<Thread[]> => {
	const found = new Map<EntityId, Thread>();
	for (const batch of batches) {
		for (const thread of await floor.store.read((reader) => readFamily(reader, batch)))
			found.set(thread.entity, thread);
	}
	return [...found.values()];
};

type Kind = Choice['choice'];
type Pick<K extends Kind> = Extract<Choice, { readonly choice: K }>;

export async function offered<K extends Kind>(raised: Exception, kind: K, floor = office): Promise<Pick<K>[]> {
	const choices = choicesFor(raised, await familyOf(floor, raised.entity));
	return choices.filter((choice): choice is Pick<K> => choice.choice === kind);
}

/** Decides, and what was shown before is what it then did. */
export async function decideBy(
	raised: Exception,
	choice: Choice,
	answer: Answer = {},
	by = lead,
	floor = office
): Promise<Recorded> {
	const touched = [raised.entity, ...(answer.to ? [answer.to] : [])];
	const before = await familyOf(floor, ...touched);
	const preview = previewOf(raised, changesBy(choice, answer) ?? [], before);
	const command = commandBy(raised, choice, answer, { lead: by, reason: 'asked both' });
	if (command === null) throw new Error('the answer makes no sense');
	const recorded = await floor.record(command);
	const now = countedIn(await familyOf(floor, ...touched));
	const minted = [...now.keys()].find((batch) => !before.some(({ entity }) => entity === batch));
	for (const { batch, after } of preview) {
		expect(now.get(batch === NEW_CODE ? (minted ?? batch) : batch), batch).toEqual(after);
	}
	const foreseen = new Set(preview.map(({ batch }) => (batch === NEW_CODE ? minted : batch)));
	const was = countedIn(before);
	for (const [batch, counted] of now) if (!foreseen.has(batch)) expect(counted, batch).toEqual(was.get(batch));
	return recorded;
}

export async function decide<K extends Kind>(
	raised: Exception,
	kind: K,
	answer: Answer = {},
	by = lead,
	floor = office
) {
	const [choice] = await offered(raised, kind, floor);
	if (choice === undefined) throw new Error(`${raised.rule} offers no ${kind}`);
	return decideBy(raised, choice, answer, by, floor);
}

/** Decides that a record never happened: of those that the case offers to make void the `nth`. */
export async function decideVoid(rule: ExceptionRule, batch: Code, nth: 0 | 1 = 0): Promise<Recorded> {
	const raised = await theCase(rule, batch);
	const choice = (await offered(raised, 'void'))[nth];
	if (choice === undefined) throw new Error(`${rule} offers less to make void`);
	return decideBy(raised, choice);
}

/** Nothing is left to decide about these, anywhere. */
export async function expectSettled(...batches: readonly Code[]): Promise<void> {
	await agree();
	for (const floor of [office, late]) {
		for (const batch of batches) expect(await exceptionsOf(floor, batch), batch).toEqual([]);
	}
}

/** What counts of a batch, and what is left of it: `50 of 50`. */
export async function amounts(batch: Code, floor = office): Promise<string> {
	const counted = countedIn(await familyOf(floor, batch)).get(batch);
	if (counted?.isVoid) return 'void';
	if (counted?.sameAs) return `same as ${counted.sameAs}`;
	const amount = (found: Quantity | null | undefined): string => found?.amount ?? '?';
	return `${amount(counted?.remaining)} of ${amount(counted?.made)}`;
}

export const split = (batch: Code, pieces: number, floor: TestFloor, label: Code | null = null): Promise<Recorded> =>
	floor.record(splitAt(sorting, batch, [child(`${pieces} pcs`, { label })]));

export const merge = (floor: TestFloor, ...batches: readonly Code[]): Promise<Recorded> =>
	floor.record(mergeAt(merging, batches));

export const correct = (batch: Code, pieces: number, floor: TestFloor): Promise<Recorded> =>
	floor.record(correctTo(batch, `${pieces} pcs`));
