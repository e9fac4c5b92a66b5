import { createRegistrar } from '#adapters/couch/registrar.ts';
import { createMemoryStore, type MemoryStore } from '#adapters/memory/memory-store.ts';
import { announceKey } from '#engine/announce-key.ts';
import { enrol } from '#engine/enrol.ts';
import { recover } from '#engine/recover.ts';
import { allTables, events, meta, personalTexts, type Identity } from '#engine/tables.ts';
import type { CopiedDocument, OutboxCopy } from '#ports/outbox-copy.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import { openTab, type Profile, type Tab } from './tab.ts';
import type { World } from './world.ts';

/** A phone (one tab) or a kiosk (two tabs on one store, one of them replicating for both). */
export interface Device extends Profile {
	/** The rows, which outlive every tab. */
	readonly memory: () => MemoryStore;
	/** Tabs that are open. */
	readonly tabs: () => readonly Tab[];
	/** Starts out with another device's profile: its rows, its cookie, its second copy. */
	readonly takeOver: (other: Device) => Promise<void>;
	/** Opens the tabs that are not. */
	readonly start: () => void;
	/** The device dies, and comes back after a while. */
	readonly crash: () => void;
	/** It is never seen again. */
	readonly vanish: () => Promise<void>;
	/** False before it was started for the first time, and after it vanished. */
	readonly isThere: () => boolean;
	/** Numbers whose storage is no more. */
	readonly forgotten: () => readonly DeviceNumber[];
	/** The storage is emptied under it: it has to enrol anew, in place of the number it had. */
	readonly wipe: () => Promise<void>;
	/** The network is back, or a person asks: try now. */
	readonly nudge: () => void;
}

export function createDevice(world: World, profile: Profile, tabCount: number): Device {
	const { timeline, trace } = world;
	const { name, clock, dice, line, copy } = profile;
	let memory = createMemoryStore({ tables: allTables });
	let tabs: Tab[] = [];
	/** The tab whose worker holds the lock. */
	let leader: Tab | undefined;
	let there = false;
	let gone = false;
	/** The number of a storage that was lost, until its unsent facts are back. */
	let lost: DeviceNumber | null = null;
	const forgotten: DeviceNumber[] = [];

	const note = (what: string): void => trace.add(timeline.now(), `${name} ${what}`);

	function close(tab: Tab): void {
		tabs = tabs.filter((other) => other !== tab);
		tab.end();
		if (leader === tab) leader = undefined;
	}

	function crash(): void {
		note('died');
		for (const tab of tabs) close(tab);
		timeline.after(dice.between(500, 120_000), start);
	}

	function dieIn(tab: Tab): void {
		if (tabCount === 1 || dice.chance(0.4)) return crash();
		note('lost a tab');
		close(tab);
		timeline.after(0, electLeader);
		timeline.after(dice.between(500, 60_000), start);
	}

	function start(): void {
		if (gone) return;
		there = true;
		while (tabs.length < tabCount) tabs.push(openTab(world, profile, memory, dieIn));
		electLeader();
	}

	function electLeader(): void {
		const [first] = tabs;
		if (leader !== undefined || first === undefined) return;
		leader = first;
		void lead(first);
	}

	/** Enrols if need be, however often it takes; then replicates. */
	async function lead(tab: Tab): Promise<void> {
		while (!tab.signal.aborted && !(await tab.attempt('enrolment', () => join(tab)))) {
			await clock.sleep(dice.between(2_000, 20_000), tab.signal);
		}
		if (!tab.signal.aborted) tab.replicate();
	}

	/** True once the device has its number, and what an earlier storage of it had not sent. */
	async function join({ deps }: Tab): Promise<boolean> {
		if ((await readIdentity()) === undefined) {
			const code = await askForCode(world);
			if (code === undefined) return false;
			const registrar = createRegistrar({ base: '', fetch: world.network.fetchOver(line) });
			const key = (await profile.key?.renew()) ?? null;
			const answer = await registrar.enrol({ code, name, profile: profile.kind, replaces: lost, key });
			if (!answer.ok) return false;
			note(`enrols as ${answer.value.device}`);
			await enrol(deps, answer.value, { name, profile: profile.kind });
			const named = await deps.store.read((reader) => reader.range(events));
			const texts = await deps.store.read((reader) => reader.range(personalTexts));
			world.ledger.confirm({ events: named, texts });
			await copy.keep([...texts, ...named]);
		}
		const announced = profile.key && (await announceKey(deps, profile.key));
		if (announced) {
			world.ledger.confirm(announced);
			await copy.keep(announced.events);
		}
		if (lost !== null) await recover(deps, (await copy.all()) as readonly WireDocument[]);
		lost = null;
		return true;
	}

	const readIdentity = async (): Promise<Identity | undefined> =>
		(await memory.read((reader) => reader.get(meta, 'identity'))) as Identity | undefined;

	return {
		...profile,
		memory: () => memory,
		tabs: () => tabs,
		async takeOver(other) {
			const rows = await other.memory().snapshot();
			await memory.write(async (writer) => {
				for (const table of allTables) await writer.put(table, (rows[table.name] ?? []) as never[]);
			});
			await copy.keep(await other.copy.all());
			line.cookie = other.line.cookie;
		},
		start,
		crash,
		async vanish() {
			note('is gone');
			const identity = await readIdentity();
			if (identity) forgotten.push(identity.device);
			gone = true;
			for (const tab of tabs) close(tab);
		},
		isThere: () => there && !gone,
		forgotten: () => forgotten,
		async wipe() {
			note('lost its storage');
			const identity = await readIdentity();
			if (identity === undefined) return;
			lost = identity.device;
			forgotten.push(lost);
			for (const tab of tabs) close(tab);
			memory = createMemoryStore({ tables: allTables });
			line.cookie = '';
			timeline.after(dice.between(500, 120_000), start);
		},
		nudge() {
			for (const tab of tabs) tab.nudge();
		}
	};
}

/** A one-time code, off the screen of somebody who may give one; undefined while the server is down. */
async function askForCode({ server }: World): Promise<string | undefined> {
	const opening = server.openingCode();
	if (opening !== undefined) return opening;
	const answer = await server.administer('POST', '/enrol/codes', {});
	return answer?.status === 201 ? (answer.body as { readonly code: string }).code : undefined;
}

/** The second copy of what is not sent yet: on the same device, in another storage. */
export function createCopy(): OutboxCopy {
	const copied = new Map<string, CopiedDocument>();
	return {
		keep: (documents) => {
			for (const document of documents) copied.set(document._id, document);
			return Promise.resolve();
		},
		drop: (ids) => {
			for (const id of ids) copied.delete(id);
			return Promise.resolve();
		},
		all: () => Promise.resolve([...copied.values()]),
		close: () => undefined
	};
}
