import { canPass } from '#domain/batch/leave.ts';
import type { BatchRefusal } from '#domain/batch/refusal.ts';
import { batches } from '#domain/batch/views.ts';
import { definitions, type Command } from '#domain/catalog.ts';
import { mintCode, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import { runs } from '#domain/run/run.ts';
import type { Origin } from '#engine/commit.ts';
import type { Store } from '#ports/store.ts';
import { correct, decide, hold, release, swap } from './leads.ts';
import { change, createRun, define } from './office.ts';
import type { Dice } from './random.ts';
import { badgeOf, rowsOf, words } from './rows.ts';
import { initialise, label, merge, move, note, recordNoted, rework, split, undo } from './scans.ts';
import type { Answer, Desk } from './tab.ts';

/** What people do, and how often. */
export const ACTS = {
	initialise: 44,
	move: 34,
	split: 14,
	merge: 8,
	rework: 2,
	undo: 7,
	label: 4,
	note: 4,
	recordNoted: 3,
	close: 4,
	void: 4,
	correct: 5,
	swap: 2,
	hold: 3,
	release: 2,
	decide: 14,
	createRun: 3,
	cancelRun: 0.7,
	define: 3,
	change: 10,
	nonsense: 2
};

export type Acts = Readonly<typeof ACTS>;

/** Somebody does something at one of the tabs, or two people do at the same moment: sometimes the very same thing. */
export async function doWork(
	tabs: readonly Desk[],
	dice: Dice,
	papers: readonly Code[],
	acts: Acts = ACTS
): Promise<void> {
	const [first, second] = tabs;
	if (first === undefined) return;
	if (second === undefined || dice.chance(0.5))
		return give(dice.pick(tabs), await choose(first.deps.store, dice, papers, acts), dice);
	const one = await choose(first.deps.store, dice, papers, acts);
	const other = dice.chance(0.4) ? one : await choose(second.deps.store, dice, papers, acts);
	await Promise.all([give(first, one, dice), give(second, other, dice)]);
}

/** Questions and refusals that one scan leads to at most. */
const PATIENCE = 3;

async function give(tab: Desk, command: Command | undefined, dice: Dice): Promise<void> {
	const origin: Origin = { by: await operators(tab.deps.store, dice), source: dice.pick(['camera', 'wedge', 'typed']) };
	for (let next = command, tries = 0; next !== undefined && tries <= PATIENCE; tries++) {
		const answer = await tab.submit(next, origin);
		next = answer && !answer.ok ? await goOn(tab.deps.store, next, answer, dice) : undefined;
	}
}

type Refused = Extract<Answer, { readonly ok: false }>;

/** A station that has to ask gets an answer, a lead steps in, and what stands on a record is taken back with it. */
async function goOn(store: Store, command: Command, { error }: Refused, dice: Dice): Promise<Command | undefined> {
	switch (error.type) {
		case 'ChooseBatch': {
			const source = dice.pick(error.batches).id;
			if (command.type === 'MergeBatches') {
				const [asked] = command.batches.filter((code) => !Object.hasOwn(command.sources, code));
				return asked && { ...command, sources: { ...command.sources, [asked]: source } };
			}
			return 'source' in command ? { ...command, source } : undefined;
		}
		case 'ChooseStep':
			return 'step' in command && error.steps.length > 0
				? ({ ...command, step: dice.pick(error.steps).id } as Command)
				: undefined;
		case 'ChooseMachine':
			return 'machine' in command ? ({ ...command, machine: dice.pick(error.machines) as Code } as Command) : undefined;
		case 'UndoBlocked':
			return command.type === 'UndoFact' && error.chain.length > 0 && dice.chance(0.6)
				? { ...command, chain: true }
				: undefined;
		case 'BatchUnknown':
			return command.type === 'MoveBatch' || command.type === 'InitialiseBatch'
				? { type: 'NoteScan', batch: command.batch, station: command.station, machine: null, usual: null }
				: undefined;
		case 'BatchOnHold':
			return withLeave(store, command, dice);
		default:
			return canPass(error as BatchRefusal) ? withLeave(store, command, dice) : undefined;
	}
}

async function withLeave(store: Store, command: Command, dice: Dice): Promise<Command | undefined> {
	const isScan = 'station' in command || command.type === 'ReworkBatch';
	if (!isScan || 'leave' in command || !dice.chance(0.4)) return undefined;
	const lead = await badgeOf(store, ['lead'], dice);
	return lead && ({ ...command, leave: { lead, reason: words(dice) } } as Command);
}

async function operators(store: Store, dice: Dice): Promise<Code[]> {
	if (dice.chance(0.4)) return [];
	const people = await rowsOf(store, definitions.person.table);
	return people.length === 0 ? [] : [...new Set([dice.pick(people).id, dice.pick(people).id])];
}

async function choose(store: Store, dice: Dice, papers: readonly Code[], acts: Acts): Promise<Command | undefined> {
	switch (dice.weighted(acts)) {
		case 'initialise':
			return initialise(store, dice);
		case 'move':
			return move(store, dice);
		case 'split':
			return split(store, dice);
		case 'merge':
			return merge(store, dice);
		case 'rework':
			return rework(store, dice);
		case 'undo':
			return undo(store, dice);
		case 'label':
			return label(store, dice);
		case 'note':
			return note(store, dice, papers);
		case 'recordNoted':
			return recordNoted(store, dice);
		case 'correct':
			return correct(store, dice);
		case 'swap':
			return swap(store, dice);
		case 'hold':
			return hold(store, dice);
		case 'release':
			return release(store, dice);
		case 'decide':
			return decide(store, dice);
		case 'close': {
			const open = (await rowsOf(store, batches)).filter(({ state }) => state === 'open');
			return open.length === 0 ? undefined : { type: 'CloseBatch', batch: dice.pick(open).id, reason: words(dice) };
		}
		case 'void': {
			const all = await rowsOf(store, batches);
			const known = all.filter(({ began }) => began !== null || dice.chance(0.05));
			return known.length === 0 ? undefined : { type: 'VoidBatch', batch: dice.pick(known).id, reason: words(dice) };
		}
		case 'createRun':
			return createRun(store, dice);
		case 'cancelRun': {
			const known = await rowsOf(store, runs);
			return known.length < 3 ? undefined : { type: 'CancelRun', run: dice.pick(known).id, reason: words(dice) };
		}
		case 'define':
			return define(dice);
		case 'change':
			return change(store, dice);
		case 'nonsense': {
			const batch = mintCode('b', 'zzz' as DeviceNumber, dice.between(0, 1_000));
			return { type: 'InitialiseBatch', batch, station: batch, step: null, machine: null, usual: null };
		}
	}
}
