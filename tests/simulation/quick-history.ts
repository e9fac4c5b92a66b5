import type { MemoryStore } from '#adapters/memory/memory-store.ts';
import { codeKind, isCode, type Code } from '#domain/kernel/code.ts';
import { createTestFloor, meet, type TestFloor } from '../support/floor.ts';
import { prepareSite } from './office.ts';
import { createDice } from './random.ts';
import type { Desk } from './tab.ts';
import { ACTS, doWork, type Acts } from './work.ts';

/** Things people do at three devices, and how often these hear of each other. */
const COUNT = 60;
const MEETINGS = 3;

/** Less of what prepares the work and more of the work itself. */
const BUSY: Acts = { ...ACTS, initialise: 24, move: 40, split: 24, merge: 20, rework: 12, define: 0, change: 0 };

/**
 * The people of the simulation at three devices that meet now and then, with no network that could disturb them: what they record
 * apart is as full of quarrels, in a tenth of the time. Answers a store that has heard everything.
 */
export async function runQuickHistory(seed: number): Promise<MemoryStore> {
	const dice = createDice(seed);
	const papers: Code[] = [];
	const floors = await Promise.all([1, 2, 3].map((device) => createTestFloor({ device })));
	const desks = floors.map((floor) => deskAt(floor, papers));
	const [first, ...others] = floors;
	const [office] = desks;
	if (!first || !office) throw new Error('nobody works here');
	await prepareSite(office, dice, 'small');
	const meetAll = async (): Promise<void> => {
		for (const other of others) await meet(first, other);
	};
	await meetAll();
	for (let act = 1; act <= COUNT; act++) {
		await doWork([dice.pick(desks)], dice, papers, BUSY);
		if (act % (COUNT / MEETINGS) === 0) await meetAll();
	}
	return first.store;
}

function deskAt({ store, clock, random, submit }: TestFloor, papers: Code[]): Desk {
	return {
		deps: { store, clock, random },
		async submit(command, origin) {
			const answer = await submit(command, origin);
			const touched = answer.ok ? answer.value.events.flatMap(({ touches }) => touches) : [];
			papers.push(...touched.filter((code): code is Code => isCode(code) && codeKind(code) === 'batch'));
			return answer;
		}
	};
}
