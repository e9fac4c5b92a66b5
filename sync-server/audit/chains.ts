import { DeviceKeyAnnounced, type DeviceKeyAnnouncedData } from '#domain/device/key.ts';
import { DeviceRevoked, type DeviceRevokedData } from '#domain/device/revocation.ts';
import { encodeBytes } from '#domain/kernel/base32.ts';
import { eventHash, readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { personalIdsIn } from '#domain/kernel/personal.ts';
import type { PublicKey } from '#domain/kernel/signature.ts';
import { readData } from '#domain/kernel/view.ts';
import type { Evidence } from './evidence.ts';
import { createHashSet, type HashSet } from './hash-set.ts';
import type { Finding } from './verdict.ts';

/** What the events say, put together a chain at a time: never more of them in memory than one. */
export interface Chains {
	readonly byName: ReadonlyMap<string, ChainFacts>;
	readonly events: number;
	/** Personal texts that events name. */
	readonly texts: HashSet;
	/** The highest sequence of a chain that somebody had seen, by the chain's name. */
	readonly seen: ReadonlyMap<string, number>;
}

/** One chain. What is odd about it was told already. */
export interface ChainFacts {
	readonly device: string;
	readonly epoch: string;
	readonly events: number;
	readonly last: number;
	/** Up to here every place is taken. */
	readonly gapless: number;
	readonly isForked: boolean;
	/** The hashes at the places that were asked for. */
	readonly at: ReadonlyMap<number, readonly string[]>;
	readonly announced: readonly { readonly seq: number; readonly key: PublicKey | null }[];
	/** Where the device's chain comes from: another epoch's event. Undefined for its very first, and where that is not here. */
	readonly from: { readonly chain: string; readonly seq: number } | undefined;
}

/** Chains are named by device and epoch, as in event ids. */
export const chainName = (device: string, epoch: string): string => device + epoch;

type Tell = (finding: Finding) => void;

/** The chain under way: the events of the latest place wait for those of the next one. */
interface Growing {
	readonly name: string;
	readonly device: string;
	readonly epoch: string;
	events: number;
	seq: number;
	hashes: string[];
	ids: Set<string>;
	before: { readonly seq: number; readonly hashes: readonly string[] };
	gapless: number;
	isForked: boolean;
	readonly at: Map<number, string[]>;
	readonly announced: { readonly seq: number; readonly key: PublicKey | null }[];
	/** What its first events name as the one before them. */
	readonly origins: Set<string>;
}

/** `wanted`: places of chains, by name, whose hashes somebody has signed for. */
export function followChains(evidence: Evidence, wanted: ReadonlyMap<string, ReadonlySet<number>>, tell: Tell): Chains {
	const origins = originsIn(evidence);
	/** Where the events that epochs go on from stand. */
	const found = new Map<string, { readonly chain: string; readonly seq: number }>();
	const finished: Growing[] = [];
	const [here, named, texts] = [createHashSet(), createHashSet(), createHashSet()];
	const seen = new Map<string, number>();
	let count = 0;
	let chain: Growing | undefined;

	for (const { place, document } of evidence.events()) {
		if (!document.ok) {
			tell({ kind: 'unreadable', about: place, detail: document.error.reason });
			continue;
		}
		const read = readEvent(document.value);
		if (!read.ok) {
			tell({ kind: 'altered', about: place, detail: read.error.reason });
			continue;
		}
		const event = read.value;
		const hash = eventHash(event);
		const name = chainName(event.device, event.epoch);
		if (chain?.name !== name) {
			if (chain) finished.push(chain);
			chain = begin(event, name);
		}
		if (!append(chain, event, hash, wanted.get(name), tell)) continue;
		count++;
		here.add(hashPart(event._id));
		for (const hashed of hashesNamedBy(event)) named.add(hashed);
		for (const id of personalIdsIn(event.data)) texts.add(id.slice(id.indexOf(':') + 1));
		for (const [other, seq] of Object.entries(event.seen ?? {})) seen.set(other, Math.max(seq, seen.get(other) ?? 0));
		if (origins.has(hash)) found.set(event.device + hash, { chain: name, seq: event.seq });
	}
	if (chain) finished.push(chain);

	const byName = new Map<string, ChainFacts>();
	for (const one of finished) {
		const from = [...one.origins].map((hash) => found.get(one.device + hash));
		if (from.includes(undefined)) {
			tell({ kind: 'start', about: printChain(one), detail: 'what this epoch goes on from is not here' });
		}
		const { name, device, epoch, events, seq: last, gapless, isForked, at, announced } = one;
		byName.set(name, { device, epoch, events, last, gapless, isForked, at, announced, from: from[0] });
	}
	if (named.lackedBy(here) > 0) tellUnknown(evidence, here, tell);
	return { byName, events: count, texts, seen };
}

export const printChain = ({ device, epoch }: { readonly device: string; readonly epoch: string }): string =>
	`device ${device.toUpperCase()}, epoch ${epoch}`;

const begin = ({ device, epoch }: FloorEvent, name: string): Growing => ({
	name,
	device,
	epoch,
	events: 0,
	seq: 0,
	hashes: [],
	ids: new Set(),
	before: { seq: 0, hashes: [] },
	gapless: 0,
	isForked: false,
	at: new Map(),
	announced: [],
	origins: new Set()
});

/** False for an event that is there already. */
function append(
	chain: Growing,
	event: FloorEvent,
	hash: string,
	wanted: ReadonlySet<number> | undefined,
	tell: Tell
): boolean {
	const about = event._id;
	if (event.seq === chain.seq) {
		if (chain.ids.has(event._id)) {
			tell({ kind: 'repeated', about, detail: 'the same event a second time' });
			return false;
		}
		chain.isForked = true;
		tell({ kind: 'fork', about, detail: `a second event number ${event.seq} of ${printChain(chain)}` });
	} else {
		const missing = event.seq - chain.seq - 1;
		if (missing > 0) {
			const which = missing === 1 ? `number ${chain.seq + 1}` : `numbers ${chain.seq + 1} to ${event.seq - 1}`;
			tell({ kind: 'gap', about: printChain(chain), detail: `${which} missing` });
		}
		chain.before = { seq: chain.seq, hashes: chain.hashes };
		if (chain.gapless === event.seq - 1) chain.gapless = event.seq;
		chain.seq = event.seq;
		chain.hashes = [];
		chain.ids = new Set();
	}
	const follows = chain.before.seq === event.seq - 1;
	if (event.seq > 1 && follows && !chain.before.hashes.includes(event.prev ?? '')) {
		tell({ kind: 'broken', about, detail: `it does not follow the event before it of ${printChain(chain)}` });
	}
	if (event.seq === 1 && event.prev !== null) chain.origins.add(event.prev);
	chain.events++;
	chain.ids.add(event._id);
	chain.hashes.push(hash);
	if (wanted?.has(event.seq)) chain.at.set(event.seq, [...chain.hashes]);
	const said = ownKeyIn(event);
	if (said !== undefined) chain.announced.push({ seq: event.seq, key: said });
	return true;
}

/** What a device says here that it signs with; undefined where it says nothing of it. */
function ownKeyIn(event: FloorEvent): PublicKey | null | undefined {
	if (event.type !== DeviceKeyAnnounced.type) return undefined;
	const data = readData<DeviceKeyAnnouncedData>(DeviceKeyAnnounced, event)?.data;
	return data?.number === event.device ? data.key : undefined;
}

/** Every event that this one says its author held, by the part of its hash that ids show. */
function hashesNamedBy(event: FloorEvent): string[] {
	const { heads, rights = {}, unread = [], type } = event;
	const ids = [...Object.values(heads).flat(), ...Object.values(rights).flat(), ...unread].map(hashPart);
	if (type !== DeviceRevoked.type) return ids;
	const accepted = readData<DeviceRevokedData>(DeviceRevoked, event)?.data.accepted ?? [];
	return [...ids, ...accepted.map(({ hash }) => encodeBytes(Buffer.from(hash, 'hex'), 16))];
}

/** Once each, with the first event that names it: whoever looks into it has somebody to ask. */
function tellUnknown(evidence: Evidence, here: HashSet, tell: Tell): void {
	const told = new Set<string>();
	for (const { document } of evidence.events()) {
		const read = document.ok ? readEvent(document.value) : document;
		if (!read.ok) continue;
		for (const hashed of hashesNamedBy(read.value)) {
			if (here.has(hashed) || told.has(hashed)) continue;
			told.add(hashed);
			tell({ kind: 'unknown', about: read.value._id, detail: `it knew of an event that is not here: …${hashed}` });
		}
	}
}

const hashPart = (id: string): string => id.slice(-16);

/** The hashes that the first events of epochs name. Few: a device begins an epoch when its storage was copied or restored. */
function originsIn(evidence: Evidence): ReadonlySet<string> {
	const origins = new Set<string>();
	for (const { document } of evidence.firsts()) {
		if (document.ok && typeof document.value['prev'] === 'string') origins.add(document.value['prev']);
	}
	return origins;
}
