import { isPersonalId, personalIdsIn } from '#domain/kernel/personal.ts';
import { ok, type Result } from '#domain/kernel/result.ts';
import type { Clock, StopSignal } from '#ports/clock.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import type { Peer, PeerTrouble } from '#ports/peer.ts';
import type { Reader, Store } from '#ports/store.ts';
import { outboxRow } from './commit.ts';
import { events, meta, outbox, personalTexts, quarantine, REFUSED, type Identity } from './tables.ts';

export interface PushDeps {
	readonly store: Store;
	readonly peer: Peer;
	readonly clock: Clock;
	readonly copy: OutboxCopy;
}

export interface Pushed {
	/** Events that left the outbox: taken by the server, or refused and quarantined. */
	readonly settled: number;
	readonly refused: number;
	/** True when there is more to send. */
	readonly more: boolean;
}

/**
 * Sends the oldest `limit` events of the outbox, oldest first. A row leaves the outbox only when the server's own answer for
 * its document was read: taken, or refused and then quarantined where people see it. Sending again changes nothing.
 */
export async function pushChunk(
	{ store, peer, clock, copy }: PushDeps,
	limit: number,
	signal: StopSignal
): Promise<Result<Pushed, PeerTrouble>> {
	const { rows, documents } = await store.read((reader) => oldest(reader, limit));
	if (rows.length === 0) return ok({ settled: 0, refused: 0, more: false });
	const answer = await peer.push(documents, signal);
	if (!answer.ok) return answer;
	const refusals = new Map(answer.value.map(({ id, reason }) => [id, reason]));
	const refused = documents.filter(({ _id }) => refusals.has(_id));
	const taken = documents.map(({ _id }) => _id).filter((id) => !refusals.has(id));
	await store.write(async (writer) => {
		await writer.put(
			quarantine,
			refused.map((document) => ({
				id: REFUSED + document._id,
				direction: 'refused' as const,
				reason: refusals.get(document._id) ?? '',
				document: JSON.stringify(document),
				since: clock.now()
			}))
		);
		await writer.remove(
			outbox,
			rows.map(({ device, epoch, seq }) => [device, epoch, seq])
		);
		await writer.remove(
			quarantine,
			taken.filter(isPersonalId).map((id) => REFUSED + id)
		);
	});
	await copy.drop(taken);
	return ok({ settled: rows.length, refused: refused.length, more: rows.length === limit });
}

/** Drops from the second copy what is no longer unsent: a copy may be written after its event was already acknowledged. */
export async function tidyCopy({ store, copy }: Pick<PushDeps, 'store' | 'copy'>): Promise<void> {
	const copied = (await copy.all().catch(() => [])).map(({ _id }) => _id);
	const unsent = await store.read(async (reader) => {
		const waiting = await reader.range(outbox);
		const refused = await reader.range(quarantine, { index: 'direction', from: 'refused', to: 'refused ' });
		return new Set([...waiting.map(({ event }) => event), ...refused.map(({ id }) => id.slice(REFUSED.length))]);
	});
	const gone = copied.filter((id) => !isPersonalId(id) && !unsent.has(id));
	const texts = unsent.size === 0 ? copied.filter(isPersonalId) : [];
	if (gone.length + texts.length > 0) await copy.drop([...gone, ...texts]);
}

async function oldest(reader: Reader, limit: number) {
	const rows = await reader.range(outbox, { limit });
	const logged = await reader.getMany(
		events,
		rows.map(({ event }) => event)
	);
	const named = new Set(logged.flatMap((event) => personalIdsIn(event?.data)));
	const texts = await reader.getMany(personalTexts, [...named]);
	return { rows, documents: [...texts, ...logged].filter((document) => document !== undefined) };
}

/** What the server refused is sent once more: after a lead or an admin put right what it refused for. */
export function retryRefused(
	{ store, clock }: Pick<PushDeps, 'store' | 'clock'>,
	ids: readonly string[]
): Promise<void> {
	return store.write(async (writer) => {
		const rows = await writer.getMany(quarantine, ids);
		const refused = rows
			.filter((row) => row?.direction === 'refused')
			.map((row) => row?.id.slice(REFUSED.length) ?? '');
		const logged = await writer.getMany(events, refused);
		const again = logged.filter((event) => event !== undefined);
		await writer.put(
			outbox,
			again.map((event) => outboxRow(event, clock.now()))
		);
		// a text goes with the events that name it: what cannot be sent by itself stays where people see it
		await writer.remove(
			quarantine,
			again.map(({ _id }) => REFUSED + _id)
		);
	});
}

/**
 * Holds the server's last sequence number of each of this device's chains against its own: a server that came back from an old
 * backup lacks events it once acknowledged, and gets them again. Returns how many go out anew.
 */
export async function refillServer(deps: PushDeps, signal: StopSignal): Promise<Result<number, PeerTrouble>> {
	const chains = await deps.store.read(readOwnChains);
	let again = 0;
	for (const chain of chains) {
		const head = await deps.peer.head(chain, signal);
		if (!head.ok) return head;
		again += await sendAgain(deps, chain, head.value);
	}
	return ok(again);
}

type OwnChain = Pick<Identity, 'device' | 'epoch'>;

/** Of a device that went on from a backup, or whose storage was lost once, there are several. */
async function readOwnChains(reader: Reader): Promise<OwnChain[]> {
	const identity = (await reader.get(meta, 'identity')) as Identity | undefined;
	if (identity === undefined) return [];
	const { device } = identity;
	const chains: OwnChain[] = [];
	for (let from = ''; ;) {
		const [first] = await reader.range(events, {
			index: '[device+epoch+seq]',
			from: [device, from, 0],
			to: [device, '\uffff', 0],
			limit: 1
		});
		if (first === undefined) return chains;
		chains.push({ device, epoch: first.epoch });
		from = `${first.epoch}\u0000`;
	}
}

/** Puts what came after `head` back into the outbox, but for what waits there, or was refused. */
function sendAgain(
	{ store, clock }: Pick<PushDeps, 'store' | 'clock'>,
	{ device, epoch }: OwnChain,
	head: number
): Promise<number> {
	return store.write(async (writer) => {
		const lacking = await writer.range(events, {
			index: '[device+epoch+seq]',
			from: [device, epoch, head + 1],
			to: [device, epoch, Number.MAX_SAFE_INTEGER]
		});
		const waiting = await writer.getMany(
			outbox,
			lacking.map(({ seq }) => [device, epoch, seq])
		);
		const refused = await writer.getMany(
			quarantine,
			lacking.map(({ _id }) => REFUSED + _id)
		);
		const again = lacking
			.filter((_, index) => waiting[index] === undefined && refused[index] === undefined)
			.map((event) => outboxRow(event, clock.now()));
		await writer.put(outbox, again);
		return again.length;
	});
}
