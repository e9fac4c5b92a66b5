import { personalIdsIn } from '#domain/kernel/personal.ts';
import { notePossibleClone, readIncoming, type Incoming, type IngestDeps } from './ingest.ts';
import { commitReceived, outboxRow } from './commit.ts';
import { events, outbox } from './tables.ts';
import type { WireDocument } from '#ports/peer.ts';

/**
 * Brings unsent facts of a lost storage back from their second copy, or from a backup file: into the log and into the outbox,
 * under the name of the device that made them. Of personal texts only those that these facts name: one whose fact is here came
 * with it, or was erased since. Returns how many will be sent.
 */
export async function recover(deps: IngestDeps, documents: readonly WireDocument[]): Promise<number> {
	const recovered = await recoverIncoming(deps, readIncoming(documents, deps.clock.now()));
	return recovered.events.length;
}

/** As recover, of documents that were read already. Returns what will be sent. */
export function recoverIncoming(
	{ store, clock, random }: IngestDeps,
	incoming: Incoming
): Promise<Pick<Incoming, 'events' | 'texts'>> {
	return store.write(async (writer) => {
		const stored = await writer.getMany(
			events,
			incoming.events.map(({ _id }) => _id)
		);
		const lost = incoming.events.filter((_, index) => stored[index] === undefined);
		const named = new Set(lost.flatMap(({ data }) => personalIdsIn(data)));
		const texts = incoming.texts.filter(({ _id }) => named.has(_id));
		await notePossibleClone(writer, lost, random);
		await commitReceived(writer, lost, texts, clock.now());
		await writer.put(
			outbox,
			lost.map((event) => outboxRow(event, clock.now()))
		);
		return { events: lost, texts };
	});
}
