import type { Code } from '#domain/kernel/code.ts';
import { child, mergeAt, splitAt, waste } from './batch-commands.ts';
import { moveTo } from './floor.ts';
import { startedMill } from './mill-batches.ts';

/** A run of three knitted batches by somebody: of one seconds and waste are split, two are merged, the rest of the one is dyed. */
export async function storyOfRun() {
	const site = await startedMill(3);
	const { floor, define, dyeing } = site;
	const [first, second, third] = site.batches as [Code, Code, Code];
	const operator = await define.person('Otto');
	const hands = { by: [operator], source: null };
	const sorting = await define.station('Sorting', { operation: 'split' });
	const gather = await define.station('Gathering', { operation: 'merge' });
	await floor.record(splitAt(sorting, first, [child('20 pcs', { grade: 'seconds' }), waste('5 pcs')]), hands);
	await floor.record(mergeAt(gather, [second, third]), hands);
	await floor.record(moveTo(dyeing, first), hands);
	return { ...site, operator };
}
