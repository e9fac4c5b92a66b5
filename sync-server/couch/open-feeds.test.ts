import { describe, expect, it } from 'vitest';
import { createOpenFeeds, type FeedPlace } from './open-feeds.ts';

describe('places for feeds', () => {
	let now = 0;
	const taken = (place: ReturnType<ReturnType<typeof createOpenFeeds>['open']>): FeedPlace => {
		if (!place.ok) throw new Error(place.error.reason);
		return place.value;
	};

	it('are given up by the oldest of a reader for one that comes later, and not at once', () => {
		const feeds = createOpenFeeds(10, () => now);
		const [first, second] = [taken(feeds.open('a', 2)), taken(feeds.open('a', 2))];
		now += 9_999;
		const early = feeds.open('a', 2);
		expect(early.ok ? 200 : early.error.status).toBe(429);
		now += 1;
		const third = taken(feeds.open('a', 2));
		expect([first, second, third].map(({ evicted }) => evicted.aborted)).toEqual([true, false, false]);
		expect(feeds.count).toBe(2);
		// it hears of its end late, and takes nobody's place with it
		first.leave();
		expect(feeds.count).toBe(2);
	});

	it('are each reader’s own, and so many in all', () => {
		const feeds = createOpenFeeds(3, () => now);
		const places = ['a', 'a', 'b'].map((reader) => taken(feeds.open(reader, 2)));
		const refused = feeds.open('c', 2);
		expect(refused.ok ? 200 : refused.error.status).toBe(503);
		places[0]?.leave();
		places[0]?.leave();
		expect(feeds.count).toBe(2);
		expect(feeds.open('c', 2).ok).toBe(true);
		expect(feeds.open('c', 2).ok).toBe(false);
	});
});
