import type { EntityId } from '../kernel/event.ts';
import type { Fact, KnownFact, Knows } from '../kernel/thread.ts';
import type { HoldPlacedData } from '../hold/hold.ts';
import type { Member } from './family.ts';

type Placed = KnownFact<HoldPlacedData>;

/** The holds that were placed on the batch itself and not released on it. */
export const holdsOn = ({ holds, releases }: Member, knows: Knows): Placed[] =>
	holds.filter(
		(placed) => !releases.some((release) => release.data.hold === placed.data.hold && knows(release.id, placed.id))
	);

/** The codes of all holds that stand on the batch, sorted: its own, and those of what it was made of, unless released here. */
export function holdsInForce(
	member: Member,
	own: readonly Placed[],
	inherited: readonly (readonly EntityId[])[]
): EntityId[] {
	const released = new Set(member.releases.map(({ data }) => data.hold));
	const fromSources = inherited.flat().filter((hold) => !released.has(hold));
	return [...new Set([...own.map(({ data }) => data.hold), ...fromSources])].sort();
}

/**
 * Scans that went past a hold: the hold did not know of them. What a lead let pass says so by a release of its own, so knowing the
 * hold is no excuse: a noted scan or a paper that is entered late knows it and happened before.
 */
export const passing = (placed: Placed, scans: readonly Fact[], knows: Knows): Fact[] =>
	scans.filter((scan) => !knows(placed.id, scan.id));
