import { definitions } from '#domain/catalog.ts';
import { revocations, type Accepted, type RevocationRow } from '#domain/device/revocation.ts';
import { codeDevice, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import { eventHash, type FloorEvent } from '#domain/kernel/event.ts';
import { events } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** What this device knows of how another one fares. */
export interface DeviceStanding {
	/** When it recorded what was heard of it last, as wall time; null when nothing of it is here. */
	readonly heard: string | null;
	/** The last events of its chains that are here: those of chains that began earlier first. */
	readonly accepted: readonly Accepted[];
	readonly revocation: RevocationRow | undefined;
}

const CHAINS = '[device+epoch+seq]';

/** After every text. */
const LAST = '\uffff';

export async function readStanding(reader: Reader, device: Code): Promise<DeviceStanding> {
	const chains = await readChains(reader, codeDevice(device));
	const ends = chains.flatMap(({ last }) => last);
	const latest = ends.reduce<FloorEvent | null>((late, end) => (late && late.hlc >= end.hlc ? late : end), null);
	return {
		heard: latest?.at ?? null,
		accepted: ends.map((event) => ({ epoch: event.epoch, seq: event.seq, hash: eventHash(event) })),
		revocation: await reader.get(revocations, device)
	};
}

/** Every device of the site, by its code. */
export async function readDevices(reader: Reader): Promise<ReadonlyMap<string, DeviceStanding>> {
	const standings = new Map<string, DeviceStanding>();
	for (const { id } of await reader.range(definitions.device.table)) standings.set(id, await readStanding(reader, id));
	return standings;
}

interface Chain {
	readonly first: FloorEvent;
	/** Several where a copy of the device went on from the same place. */
	readonly last: readonly FloorEvent[];
}

async function readChains(reader: Reader, device: DeviceNumber): Promise<Chain[]> {
	const chains: Chain[] = [];
	for (let from: string[] = [device]; ;) {
		const [first] = await reader.range(events, { index: CHAINS, from, to: [device, LAST], limit: 1 });
		if (first === undefined) break;
		const span = { index: CHAINS, from: [device, first.epoch], to: [device, first.epoch, LAST] };
		const [end] = await reader.range(events, { ...span, limit: 1, reverse: true });
		const last = end ? await reader.range(events, { ...span, from: [device, first.epoch, end.seq] }) : [];
		chains.push({ first, last });
		from = [device, first.epoch, LAST];
	}
	return chains.sort((a, b) => (a.first.hlc < b.first.hlc ? -1 : 1));
}
