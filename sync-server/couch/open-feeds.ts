import { err, ok, type Result } from '#domain/kernel/result.ts';
import { problem, type Problem } from '../http/problem.ts';

/** The live feeds that are open, so many of each reader and so many in all. */
export interface OpenFeeds {
	/**
	 * A place for one more feed of `reader`. A device that came back under another access point does not know how to close
	 * the feed it left behind, and the connection may take a quarter of an hour to be found dead: so its oldest one makes
	 * room. One that has only just been opened does not, or two readers would take the place from each other for ever: then
	 * the new one is told to wait (429). A Problem (503) when all places are taken.
	 */
	open(reader: string, most: number): Result<FeedPlace, Problem>;
	readonly count: number;
}

export interface FeedPlace {
	/** Aborted when the feed has to make room. */
	readonly evicted: AbortSignal;
	/** To be called when the feed has ended, however it did. */
	leave(): void;
}

/** Milliseconds after which a feed may have to make room for another of its reader. */
const SETTLED = 10_000;

interface Open {
	readonly since: number;
	readonly evict: () => void;
}

export function createOpenFeeds(most: number, now: () => number): OpenFeeds {
	const readers = new Map<string, Set<Open>>();
	let count = 0;

	function close(reader: string, feed: Open): void {
		const feeds = readers.get(reader);
		if (!feeds?.delete(feed)) return;
		count--;
		if (feeds.size === 0) readers.delete(reader);
	}

	return {
		open(reader, mostOfReader) {
			const own = readers.get(reader) ?? new Set();
			const [oldest] = own;
			if (oldest !== undefined && own.size >= mostOfReader) {
				if (Math.abs(now() - oldest.since) < SETTLED) return err(tooManyOfReader(mostOfReader));
				oldest.evict();
			}
			if (count >= most) return err(tooMany);
			const eviction = new AbortController();
			const feed: Open = {
				since: now(),
				evict() {
					close(reader, feed);
					eviction.abort();
				}
			};
			const feeds = readers.get(reader) ?? new Set();
			readers.set(reader, feeds.add(feed));
			count++;
			return ok({ evicted: eviction.signal, leave: () => close(reader, feed) });
		},
		get count() {
			return count;
		}
	};
}

const tooManyOfReader = (most: number): Problem => ({
	...problem(429, 'too_many_requests', `You have ${most} feeds of this database open already. Try again later.`),
	headers: { 'retry-after': String(SETTLED / 1000) }
});

const tooMany: Problem = {
	...problem(503, 'service_unavailable', 'The server has as many feeds open as it takes. Try again later.'),
	headers: { 'retry-after': '10' }
};
