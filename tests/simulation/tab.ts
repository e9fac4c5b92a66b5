import type { Command, Refusal } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import type { Result } from '#domain/kernel/result.ts';
import { createCouchPeer } from '#adapters/couch/couch-peer.ts';
import { createCouchWitness } from '#adapters/couch/witness.ts';
import type { MemoryStore } from '#adapters/memory/memory-store.ts';
import type { Origin } from '#engine/commit.ts';
import { createPace } from '#engine/pace.ts';
import { rebuild } from '#engine/rebuild.ts';
import { createReplication } from '#engine/replicate.ts';
import { submit, type NotRecorded, type Recorded, type SubmitDeps } from '#engine/submit.ts';
import { meta, type Account } from '#engine/tables.ts';
import type { DeviceKey } from '#ports/device-key.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import { StoreTrouble, type Store } from '#ports/store.ts';
import type { DeviceClock } from './clock.ts';
import { createFragileStore, Death } from './fragile-store.ts';
import type { Line } from './network.ts';
import type { Dice } from './random.ts';
import type { World } from './world.ts';

/** What the tabs of one browser profile share. */
export interface Profile {
	readonly name: string;
	readonly kind: DeviceProfile;
	readonly line: Line;
	readonly clock: DeviceClock;
	readonly copy: OutboxCopy;
	/** Null for a browser without crypto. */
	readonly key: DeviceKey | null;
	readonly dice: Dice;
}

export type Answer = Result<Recorded, Refusal | NotRecorded>;

/** One open page of the app, and its worker. */
export interface Tab {
	readonly deps: SubmitDeps;
	readonly signal: AbortSignal;
	/** Undefined when the tab died, or its storage failed, before an answer came. */
	readonly submit: (command: Command, origin: Origin) => Promise<Answer | undefined>;
	/** Replicates for every tab of the profile, until the tab ends. */
	readonly replicate: () => void;
	readonly nudge: () => void;
	readonly end: () => void;
	/** Does something as the app does; what a dying device or its full storage throws is swallowed, anything else is a fault. */
	readonly attempt: <Done>(what: string, work: () => Promise<Done>) => Promise<Done | undefined>;
}

/** What it takes to work at one: a page of the app without its network as well. */
export type Desk = Pick<Tab, 'deps' | 'submit'>;

/** `die` ends the tab, or more than it. */
export function openTab(world: World, profile: Profile, memory: MemoryStore, die: (tab: Tab) => void): Tab {
	const { ledger, plan, sabotage, network } = world;
	const { name, line, clock, copy, key, dice } = profile;
	const life = new AbortController();
	const fragile = (mishap: number) => createFragileStore(memory, world, dice, { mishap, die: () => die(tab) });
	const [pageConnection, workerConnection] = [fragile(plan.mishaps.page), fragile(plan.mishaps.worker)];
	const fold = sabotage?.fold ?? ((store: Store) => store);
	const [page, worker] = [fold(pageConnection), fold(workerConnection)];
	const random = { bytes: dice.bytes };
	const deps: SubmitDeps = { store: sabotage?.pageStore?.(page) ?? page, clock, random };
	const store = sabotage?.workerStore?.(worker) ?? worker;
	const peer = createCouchPeer({
		base: '/couchdb',
		account: async () => (await store.read((reader) => reader.get(meta, 'account'))) as Account | undefined,
		fetch: network.fetchOver(line)
	});
	const scannerIsOpen = dice.chance(0.5);
	const replication = createReplication({
		store,
		clock,
		random,
		copy,
		pace: createPace(() => scannerIsOpen),
		peer: sabotage?.peer?.(peer) ?? peer,
		...(key && { vouching: { key, witness: createCouchWitness({ base: '', fetch: network.fetchOver(line) }) } })
	});

	const attempt = async <Done>(what: string, work: () => Promise<Done>): Promise<Done | undefined> => {
		try {
			return await work();
		} catch (error) {
			const expected = life.signal.aborted || error instanceof Death || error instanceof StoreTrouble;
			if (!expected) ledger.fault(`${name}: ${what} threw ${describe(error)}`);
			return undefined;
		}
	};
	const tab: Tab = {
		deps,
		signal: life.signal,
		attempt,
		submit: (command, origin) =>
			attempt(command.type, async () => {
				const answer = await (sabotage?.submit ?? submit)(deps, command, origin);
				if (life.signal.aborted || !answer.ok) return answer;
				ledger.confirm(answer.value);
				await copy.keep([...answer.value.texts, ...answer.value.events]);
				return answer;
			}),
		replicate() {
			void attempt('replication', () => replication.run(life.signal)).then(() => {
				if (!life.signal.aborted) ledger.fault(`${name}: replication ended by itself`);
			});
		},
		nudge: replication.nudge,
		end() {
			pageConnection.close();
			workerConnection.close();
			life.abort();
		}
	};
	void attempt('rebuild', () => rebuild(deps.store, () => undefined));
	return tab;
}

export const describe = (error: unknown): string =>
	error instanceof Error ? (error.stack ?? error.message) : String(error);
