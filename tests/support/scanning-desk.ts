import { expect } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { events } from '#engine/tables.ts';
import type { Feedback } from '#state/feedback.svelte.ts';
import { createScanning, type Scanning, type ScanningDeps } from '#state/scanning.svelte.ts';
import { createSession, type Session } from '#state/session.svelte.ts';
import type { Words } from '#state/words/words.ts';
import { createTestFloor, defining, line, plan, quantity, type TestFloor } from './floor.ts';

/** Somebody scans on a device: `setUpDesk` puts everything up anew, what is exported here is what it made last. */
export let floor: TestFloor;
export let session: Session;
export let scanning: Scanning;
/** What was seen, heard and felt. */
export let given: Feedback[];
/** The pages that were led to. */
export let shown: string[];
export let site: {
	readonly item: Code;
	readonly dyed: Code;
	readonly steps: { readonly knitting: Code; readonly dyeing: Code };
	readonly station: Code;
	readonly machines: readonly Code[];
	readonly dyeing: Code;
	readonly elsewhere: Code;
	readonly person: Code;
};
export let batches: readonly Code[];

const noStorage = { getItem: () => null, setItem: () => undefined };

/** A station with two machines, the one after it, another one for another item, and three planned batches. */
export async function setUpDesk(): Promise<void> {
	floor = await createTestFloor();
	const define = defining(floor);
	const item = await define.item('Sock');
	const dyed = await define.item('Sock, dyed');
	const other = await define.item('Glove');
	const knitting = await define.step('Knitting', { produces: { item, quantity: quantity('1 pcs') } });
	const dyeing = await define.step('Dyeing', {
		consumes: [{ item, quantity: quantity('1 pcs'), allowance: null }],
		produces: { item: dyed, quantity: quantity('1 pcs') }
	});
	const sewing = await define.step('Sewing', { produces: { item: other, quantity: quantity('1 pcs') } });
	const machines = [await define.machine('Knit 1'), await define.machine('Knit 2')];
	site = {
		item,
		dyed,
		steps: { knitting, dyeing },
		station: await define.station('Knitting in', { steps: [knitting], machines }),
		machines,
		dyeing: await define.station('Dyeing in', { operation: 'move', steps: [dyeing] }),
		elsewhere: await define.station('Sewing in', { steps: [sewing] }),
		person: await define.person('Ana')
	};
	batches = (await plan(floor, line(item, 3))).batches;
	session = createSession(noStorage);
	given = [];
	shown = [];
	startScanning();
}

/** As when the page is opened, or with something else in place of what it stands on. */
export function startScanning(changes: Partial<ScanningDeps> = {}): void {
	scanning = createScanning({
		store: floor.store,
		submit: floor.submit,
		session,
		feedback: {
			field: null,
			sound: 'not there',
			give: (feedback) => void given.push(feedback),
			calm: () => undefined,
			unlock: () => undefined
		},
		nameOf: (id) => id ?? '',
		show: (path) => void shown.push(path),
		...changes
	});
}

/** Somebody stands where batches start, at the first machine. */
export function standAtStation(): void {
	session.chooseMachine(site.station, site.machines[0]!);
	scanning.open(site.station);
}

export const batch = (index: number): Code => batches[index]!;
export const countEvents = async (): Promise<number> => (await floor.rows(events)).length;

let clock = 0;
/** Scans far enough apart to be no echo of each other. */
export const scan = (text: string): Promise<void> => scanning.scan(text.toUpperCase(), 'wedge', (clock += 10_000));

/** The last outcome's words, once all of them are there. */
export async function lastWords(): Promise<Words | undefined> {
	await expect.poll(() => scanning.last?.isWhole()).toBe(true);
	return scanning.last?.words();
}
