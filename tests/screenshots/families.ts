import type { Code } from '#domain/kernel/code.ts';
import { child, mergeAt, splitAt, waste } from '../support/batch-commands.ts';
import { initialise, meet, moveTo, type TestFloor } from '../support/floor.ts';
import { allMadeBy, madeBy } from '../support/recorded.ts';

export interface FamilyPlaces {
	/** Two, planned. */
	readonly batches: readonly Code[];
	readonly station: Code;
	readonly machine: Code;
	readonly dyehouse: Code;
	readonly sorting: Code;
	readonly merging: Code;
	readonly operator: Code;
}

export interface Families {
	/** Sorted, one part merged with another batch, and one moved on by two devices that did not know of each other. */
	readonly sorted: Code;
	/** What the second of these two made. */
	readonly doubted: Code;
}

export async function recordFamilies(kiosk: TestFloor, phone: TestFloor, places: FamilyPlaces): Promise<Families> {
	const { batches, station, machine, dyehouse, sorting, merging, operator } = places;
	const [sorted, second] = batches as [Code, Code];
	const origin = { by: [operator], source: 'wedge' } as const;
	for (const batch of [sorted, second]) await kiosk.record(initialise(batch, station, { machine }), origin);
	const children = [child('60 pcs'), child('40 pcs'), waste('12 pcs', 'Holes at the heel')];
	const [mine, merged] = allMadeBy(await kiosk.record(splitAt(sorting, sorted, children), origin)) as [Code, Code];
	const both = madeBy(await kiosk.record(mergeAt(merging, [merged, second]), origin));
	await kiosk.record(moveTo(dyehouse, both), origin);
	await meet(kiosk, phone);
	await kiosk.record(moveTo(dyehouse, mine), origin);
	const doubted = madeBy(await phone.record(moveTo(dyehouse, mine), origin));
	return { sorted, doubted };
}
