import { MAX_SEEN, type FloorEvent } from '#domain/kernel/event.ts';
import type { Withdrawn, WithdrawnPerson } from '#domain/kernel/view.ts';
import type { Reader } from '#ports/store.ts';
import { events } from './tables.ts';

const CHAINS = '[device+epoch+seq]';

/** After every text. */
const LAST = '\uffff';

/** How far every chain is here, by device and epoch; of more than an event can name beside its own, those with the latest events. */
export async function lastOfChains(reader: Reader): Promise<Readonly<Record<string, number>>> {
	const last: FloorEvent[] = [];
	for (let chain = await nextChain(reader); chain; chain = await nextChain(reader, chain)) {
		const span = { index: CHAINS, from: [chain.device, chain.epoch], to: [chain.device, chain.epoch, LAST] };
		last.push(...(await reader.range(events, { ...span, limit: 1, reverse: true })));
	}
	const latest = last.sort((a, b) => (a.hlc < b.hlc ? 1 : -1)).slice(0, MAX_SEEN - 1);
	return Object.fromEntries(latest.map(({ device, epoch, seq }) => [device + epoch, seq]));
}

/** The events here that a withdrawal may put in question; some of them it does not. Rare, so it may read much. */
export async function eventsInQuestion(reader: Reader, withdrawn: Withdrawn): Promise<FloorEvent[]> {
	if (withdrawn.kind === 'person') return recordedUnseen(reader, withdrawn);
	const { number, accepted } = withdrawn;
	const ofDevice = await reader.range(events, { index: CHAINS, from: [number], to: [number, LAST] });
	return ofDevice.filter(({ epoch, seq }) => seq > (accepted.find((chain) => chain.epoch === epoch)?.seq ?? 0));
}

/** Chain by chain, from where whoever took something away had not seen it: mostly nothing. */
async function recordedUnseen(reader: Reader, { id, changes }: WithdrawnPerson): Promise<FloorEvent[]> {
	const found: FloorEvent[] = [];
	// What a person begins with takes nothing away.
	const taking = changes.filter(({ archived }, index) => archived || index > 0);
	for (let chain = await nextChain(reader); chain; chain = await nextChain(reader, chain)) {
		const { device, epoch } = chain;
		const from = Math.min(...taking.map(({ seen }) => seen?.[device + epoch] ?? 0));
		const unseen = await reader.range(events, {
			index: CHAINS,
			from: [device, epoch, from + 1],
			to: [device, epoch, LAST]
		});
		found.push(...unseen.filter(({ by }) => by.includes(id)));
	}
	return found;
}

async function nextChain(reader: Reader, after?: FloorEvent): Promise<FloorEvent | undefined> {
	const from = after ? [after.device, after.epoch, LAST] : [''];
	const [first] = await reader.range(events, { index: CHAINS, from, limit: 1 });
	return first;
}
