import { eventHash, type FloorEvent } from '#domain/kernel/event.ts';
import type { ChainPlace } from '#domain/kernel/statement.ts';
import type { ChainFlag } from './chain.ts';
import type { Database } from './database.ts';

/** Events of one place that are looked at: forks are few. */
const MOST_FORKS = 16;

/** Whether the event is here, and everything before it in its epoch. */
export function isHeldUpTo(database: Database, place: ChainPlace): boolean {
	const isHere = eventsAt(database, place).some((event) => eventHash(event) === place.hash);
	// The first event of an epoch is flagged where the epoch before it is not here: that is another chain.
	const isFlagged = ({ reason, seq }: ChainFlag): boolean => reason === 'gap' && seq > 1 && seq <= place.seq;
	return isHere && !database.chain.flagsOf(place.device, place.epoch).some(isFlagged);
}

/** Whether the chain that ends at `place` leads through `earlier`; both are here, and so is all between them. */
export function holds(database: Database, place: ChainPlace, earlier: ChainPlace): boolean {
	if (place.seq === earlier.seq) return place.hash === earlier.hash;
	if (place.seq < earlier.seq) return false;
	// Where nothing is flagged each place is taken once and joined to the one before it: there is one way only.
	const isOdd = database.chain
		.flagsOf(place.device, place.epoch)
		.some(({ seq }) => seq >= earlier.seq && seq <= place.seq);
	if (!isOdd) return true;
	let { hash } = place;
	for (let { seq } = place; seq > earlier.seq; seq--) {
		const event = eventsAt(database, { ...place, seq }).find((one) => eventHash(one) === hash);
		if (!event?.prev) return false;
		hash = event.prev;
	}
	return hash === earlier.hash;
}

function eventsAt(
	database: Database,
	{ device, epoch, seq }: Pick<ChainPlace, 'device' | 'epoch' | 'seq'>
): FloorEvent[] {
	const query = { device, epoch, from: seq, to: seq, descending: false, skip: 0, limit: MOST_FORKS };
	return database.chain.list(query).flatMap((id) => {
		const document = database.read(id);
		if (document === undefined) return [];
		return [{ _id: id, _rev: document.rev, ...(JSON.parse(document.body) as object) } as FloorEvent];
	});
}
