import type { BatchesTransformedData } from '#domain/batch/batch.ts';
import type { Code } from '#domain/kernel/code.ts';
import { initialise, meet, moveTo, quantity, type TestFloor } from '../support/floor.ts';
import type { Recorded } from '#engine/submit.ts';

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
	const child = (pieces: number, why: string | null = null) =>
		({
			grade: why === null ? 'firsts' : 'waste',
			quantity: quantity(`${pieces} pcs`),
			label: null,
			reason: why === null ? null : { text: why }
		}) as const;
	const [mine, merged] = madeBy(
		await kiosk.record(
			{
				type: 'SplitBatch',
				batch: sorted,
				station: sorting,
				source: null,
				children: [child(60), child(40), child(12, 'Holes at the heel')],
				closes: null,
				machine: null,
				usual: null
			},
			origin
		)
	) as [Code, Code];
	const [both] = madeBy(
		await kiosk.record(
			{
				type: 'MergeBatches',
				station: merging,
				batches: [merged, second],
				sources: {},
				step: null,
				machine: null,
				usual: null
			},
			origin
		)
	) as [Code];
	await kiosk.record(moveTo(dyehouse, both), origin);
	await meet(kiosk, phone);
	await kiosk.record(moveTo(dyehouse, mine), origin);
	const [doubted] = madeBy(await phone.record(moveTo(dyehouse, mine), origin)) as [Code];
	return { sorted, doubted };
}

const madeBy = ({ events }: Recorded): Code[] =>
	(events.find(({ type }) => type === 'BatchesTransformed')?.data as unknown as BatchesTransformedData).makes.map(
		({ batch }) => batch as Code
	);
