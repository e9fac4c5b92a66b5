import type { Code } from '#domain/kernel/code.ts';
import { exceptionsOf, initialise, meet, moveTo, quantity, type TestFloor } from '../support/floor.ts';

/** Batches that two devices moved on without knowing of each other, and what has become of each case since. */
export interface Disputes {
	/** Nobody has decided it. */
	readonly taken: Code;
	/** One more of these, for a picture that decides it. */
	readonly decidable: Code;
	/** Two leads decided differently. */
	readonly contested: Code;
	/** Its start has not arrived. */
	readonly waiting: Code;
}

export interface DisputedPlaces {
	readonly batches: readonly Code[];
	readonly station: Code;
	readonly machine: Code;
	readonly dyehouse: Code;
	readonly operators: readonly [Code, Code];
	readonly lead: Code;
}

/** Answers the cases, and the id of the event that nobody may get. */
export async function recordDisputes(
	kiosk: TestFloor,
	phone: TestFloor,
	{ batches, station, machine, dyehouse, operators: [ana, ben], lead }: DisputedPlaces
): Promise<{ readonly disputes: Disputes; readonly withheld: string }> {
	const [taken, decidable, contested, waiting] = batches as [Code, Code, Code, Code];
	let withheld = '';
	for (const batch of [taken, decidable, contested, waiting]) {
		const started = await kiosk.record(initialise(batch, station, { machine }), { by: [ana], source: 'wedge' });
		withheld = started.events[0]?._id ?? '';
	}
	await meet(kiosk, phone);
	for (const batch of [taken, decidable, contested, waiting]) {
		await kiosk.record(moveTo(dyehouse, batch), { by: [ana], source: 'wedge' });
		await phone.record(moveTo(dyehouse, batch), { by: [ben], source: 'camera' });
	}
	await meet(kiosk, phone);
	const [raised] = await exceptionsOf(kiosk, contested);
	if (!raised) throw new Error('nothing is disputed');
	const [losing = ''] = raised.events;
	const part = { change: 'part', fact: losing, batch: contested, quantity: quantity('40 pcs') } as const;
	const common = { type: 'ResolveException', exception: raised.id, lead } as const;
	await kiosk.record({ ...common, changes: [], reason: 'Asked Ana' });
	await phone.record({ ...common, changes: [part], reason: 'Counted on the floor' });
	return { disputes: { taken, decidable, contested, waiting }, withheld };
}
