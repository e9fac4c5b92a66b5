import type { EventId } from '#domain/kernel/event.ts';
import { events, outbox, quarantine } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import type { Sending } from './words/history.ts';

/** How far events have got, in their order. */
export async function readSending(reader: Reader, ids: readonly EventId[]): Promise<Sending[]> {
	const recorded = await reader.getMany(events, ids);
	const waiting = await reader.getMany(
		outbox,
		recorded.map((event) => (event ? [event.device, event.epoch, event.seq] : ['', '', 0]))
	);
	const refused = await reader.getMany(
		quarantine,
		ids.map((id) => `refused ${id}`)
	);
	return ids.map((_, index) => (waiting[index] ? 'saved' : refused[index] ? 'refused' : 'sent'));
}
