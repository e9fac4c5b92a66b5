import type { Peer } from '#ports/peer.ts';
import type { submit } from '#engine/submit.ts';
import type { Store } from '#ports/store.ts';
import type { Ledger } from './ledger.ts';
import type { Network } from './network.ts';
import type { Plan } from './plan.ts';
import type { Dice } from './random.ts';
import type { SiteServer } from './server.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** A mistake planted between the product and its ports: what the simulator must be able to find. */
export interface Sabotage {
	readonly name: string;
	/** The seed of a small history that shows it, where tests look first. Other acts or troubles may make it another one. */
	readonly shownBy: number;
	readonly pageStore?: (store: Store) => Store;
	readonly workerStore?: (store: Store) => Store;
	readonly peer?: (peer: Peer) => Peer;
	/** A mistake in the fold itself: every replica makes it, those that the others are held against as well. */
	readonly fold?: (store: Store) => Store;
	/** A mistake in how a command is recorded. */
	readonly submit?: typeof submit;
}

/** What everything in one history shares. */
export interface World {
	readonly plan: Plan;
	readonly timeline: Timeline;
	readonly dice: Dice;
	readonly server: SiteServer;
	readonly network: Network;
	readonly ledger: Ledger;
	readonly trace: Trace;
	readonly sabotage: Sabotage | undefined;
	/** What people still have to do before everything can be anywhere. */
	readonly errands: Set<string>;
	/** True once the site is set up: before, nothing dies, since a history without a site has nothing to tell. */
	isOpen: boolean;
	/** True once everything was put right: nothing breaks any more. */
	healed: boolean;
}
