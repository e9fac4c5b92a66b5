import { deviceNumber, mintCode, type Code } from '#domain/kernel/code.ts';
import type { Recorded } from '#engine/submit.ts';
import { createTestFloor, initialise, line, mill, plan } from './floor.ts';

/** A mill, and a run of batches of 50 socks that are not knitted yet. */
export async function plannedMill(count = 1) {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const { run, batches } = await plan(floor, line(site.items.knitted, count));
	return { floor, ...site, run, batches, batch: batches[0] as Code };
}

/** The same with all of them knitted, and the records of that. */
export async function startedMill(count = 1) {
	const site = await plannedMill(count);
	const starts: Recorded[] = [];
	for (const batch of site.batches) starts.push(await site.floor.record(initialise(batch, site.knitting)));
	return { ...site, starts };
}

/** Its first three batches by name. */
export function threeOf<Site extends { readonly batches: readonly Code[] }>(site: Site) {
	const [first, second, third] = site.batches;
	if (!first || !second || !third) throw new Error(`only ${site.batches.length} batches`);
	return { ...site, first, second, third };
}

/**
 * A mill with a station where batches are split and one where they are put together. Of its three batches of 50 knitted socks two
 * are in process, the third is only planned.
 */
export async function branchingMill() {
	const mill = threeOf(await plannedMill(3));
	const { floor, define, knitting, first, second, third: planned } = mill;
	const sorting = await define.station('Sorting', { operation: 'split' });
	const merging = await define.station('Merging', { operation: 'merge' });
	for (const batch of [first, second]) await floor.record(initialise(batch, knitting));
	return { ...mill, planned, sorting, merging };
}

/** A mill with a sorting station, and one batch of 50 knitted socks in process. */
export async function sortingMill() {
	const site = await startedMill();
	return { ...site, sorting: await site.define.station('Sorting', { operation: 'split' }) };
}

/** A mill with a station where batches are put together, and three knitted ones or `count`. */
export async function gatheringMill(count = 3) {
	const site = await startedMill(count);
	return { ...site, gather: await site.define.station('Gathering', { operation: 'merge' }) };
}

/** A code that no batch has yet, printed by a device that was never here. */
export const blankLabel = (counter = 1): Code => mintCode('b', deviceNumber(9), counter);
