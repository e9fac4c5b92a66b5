import { SITE } from '#sync-server/app.ts';
import { createCouchPeer } from '#adapters/couch/couch-peer.ts';
import { createRegistrar } from '#adapters/couch/registrar.ts';
import { sealEvent, type Epoch, type FloorEvent, type Malformed } from '#domain/kernel/event.ts';
import type { Result } from '#domain/kernel/result.ts';
import { hlc, wallTime } from '#domain/kernel/timestamp.ts';
import { threads } from '#domain/kernel/thread.ts';
import { retryRefused } from '#engine/push.ts';
import { rebuild } from '#engine/rebuild.ts';
import { recover } from '#engine/recover.ts';
import { events, meta, outbox, quarantine, type Identity } from '#engine/tables.ts';
import type { WireDocument } from '#ports/peer.ts';
import { DAY, drawOffset } from './clock.ts';
import { createDice, type Dice } from './random.ts';
import type { Device } from './device.ts';
import type { World } from './world.ts';

/** What somebody puts right in the end. */
export type Repair = () => Promise<void>;

/** Lays everything that will go wrong on the timeline. Answers what has to be put right when it is over. */
export function scheduleTroubles(world: World, devices: readonly Device[], twin: Device | undefined): Repair[] {
	const { plan, timeline } = world;
	const dice = world.dice.fork();
	const start = timeline.now();
	const some = (from: number, to: number): number => start + plan.span * (from + dice.next() * (to - from));
	const repairs: Repair[] = [];
	// Each loss befalls another device, so that what one of them must still know is not lost with another.
	const [first, second, third, fourth] = devices as readonly [Device, Device, Device, Device];

	for (const device of devices) loseNetwork(world, device, dice.fork());
	for (let count = plan.clockJumps; count > 0; count--) {
		const { clock } = dice.pick(devices);
		const offset = drawOffset(dice);
		timeline.at(some(0.1, 0.9), () => clock.set(offset));
	}
	for (let count = plan.server.restarts; count > 0; count--) restartServer(world, some(0.1, 0.9), dice);
	if (plan.wiped) timeline.at(some(0.2, 0.8), () => void second.wipe());
	if (plan.courier !== 'none') {
		repairs.push(sendCourier(world, some(0.3, 0.8), third, fourth, plan.courier === 'stolen'));
	}
	if (plan.lockedOut) repairs.push(lockOut(world, some(0.2, 0.5), some(0.5, 1.2), dice.pick(devices)));
	for (let count = plan.poison; count > 0; count--) poisonServer(world, some(0.1, 0.9), dice.between(1, 1e9));
	if (plan.poison > 0) poisonOutbox(world, some(0.3, 0.9), first);
	if (plan.newer) sendFromNewerVersion(world, some(0.3, 0.9), first, dice.fork());
	for (let count = plan.erasures; count > 0; count--) eraseText(world, some(0.2, 0.95), dice.next());
	const original = devices[4];
	if (twin && original) copyProfile(world, some(0.2, 0.8), original, twin);
	for (let count = plan.rebuilds; count > 0; count--) foldAnew(world, some(0.3, 0.9), dice.pick(devices));
	return repairs;
}

/** Walks out of reach and back. */
function loseNetwork({ timeline, plan, trace }: World, device: Device, dice: Dice): void {
	const { line } = device;
	const end = timeline.now() + plan.span;
	const round = plan.span / dice.between(2, 8);
	const turn = (): void => {
		if (timeline.now() >= end) return;
		line.up = !line.up;
		trace.add(timeline.now(), `${line.name} is ${line.up ? 'in' : 'out of'} reach`);
		if (line.up && dice.chance(0.7)) device.nudge();
		const share = line.up ? 1 - plan.offline : plan.offline;
		timeline.after(round * share * (0.3 + dice.next() * 1.4), turn);
	};
	timeline.after(round * dice.next(), turn);
}

function restartServer({ timeline, server, trace }: World, time: number, dice: Dice): void {
	const pause = dice.between(200, 60_000);
	timeline.at(time, () => {
		if (!server.isUp()) return;
		trace.add(timeline.now(), 'the server stops');
		server.stop();
		timeline.after(pause, () => void server.start());
	});
}

const userPath = (device: string): string => `/couchdb/_users/org.couchdb.user:device-${device}`;

async function changeRoles(
	{ server }: World,
	device: string,
	change: (roles: readonly string[]) => readonly string[]
): Promise<readonly string[]> {
	const user = await server.administer('GET', userPath(device));
	if (user?.status !== 200) return [];
	const document = user.body as { readonly roles: readonly string[] };
	await server.administer('PUT', userPath(device), { ...document, roles: change(document.roles) });
	return document.roles;
}

const identityOf = async (device: Device): Promise<Identity | undefined> =>
	(await device.memory().read((reader) => reader.get(meta, 'identity'))) as Identity | undefined;

/** A device that was given up for lost may not talk to the server, until it is found. */
function lockOut(world: World, from: number, until: number, device: Device): Repair {
	const { timeline, trace } = world;
	let locked: { readonly device: string; readonly roles: readonly string[] } | undefined;
	const lock = async (): Promise<void> => {
		const identity = await identityOf(device);
		if (identity === undefined || !world.server.isUp()) return;
		trace.add(timeline.now(), `${device.name} is locked out`);
		const roles = await changeRoles(world, identity.device, () => []);
		if (roles.length > 0) locked = { device: identity.device, roles };
	};
	const unlock = async (): Promise<void> => {
		if (locked === undefined || !world.server.isUp()) return;
		const { roles } = locked;
		await changeRoles(world, locked.device, (now) => [...roles, ...now]);
		locked = undefined;
	};
	timeline.at(from, () => void lock());
	timeline.at(until, () => void unlock());
	return unlock;
}

/** Milliseconds until every answer that was under way has come in. */
const LOOK_AGAIN = 15_000;

/**
 * What `owner` has not sent is brought by `courier`, who has no right to that at first: the server refuses each document, and
 * the courier keeps them where people see them until the right is given.
 */
function sendCourier(world: World, time: number, owner: Device, courier: Device, stolen: boolean): Repair {
	const { timeline, trace } = world;
	const owners = new Set<string>();
	const errand = `${courier.name} has to bring what ${owner.name} had`;
	const bring = async (documents: readonly WireDocument[]): Promise<void> => {
		const [tab] = courier.tabs();
		const enrolled = (await identityOf(courier)) !== undefined;
		// Whoever comes so late finds the right given.
		if (enrolled && world.healed) await giveRight();
		const brought = tab && enrolled && (await tab.attempt('recovery', () => recover(tab.deps, documents)));
		if (brought === undefined || brought === false) {
			timeline.after(5_000, () => void bring(documents));
			return;
		}
		world.errands.delete(errand);
		trace.add(timeline.now(), `${courier.name} brings ${brought} events of ${owner.name}`);
	};
	timeline.at(time, () => {
		world.errands.add(errand);
		void owner.copy.all().then((copied) => {
			const documents = copied as readonly WireDocument[];
			for (const document of documents) {
				const { device } = document as Partial<FloorEvent>;
				if (device !== undefined) owners.add(device);
			}
			if (stolen) void owner.vanish();
			return bring(documents);
		});
	});
	const giveRight = async (): Promise<void> => {
		const identity = await identityOf(courier);
		const rights = [...owners].map((device) => `courier:${device}`);
		if (identity && rights.length > 0) await changeRoles(world, identity.device, (roles) => [...roles, ...rights]);
	};
	const sendAgain = async (): Promise<void> => {
		const rows = await courier.memory().read((reader) => reader.range(quarantine));
		const brought = rows.filter(({ direction, document }) => {
			const { device } = JSON.parse(document) as Partial<FloorEvent>;
			return direction === 'refused' && device !== undefined && owners.has(device);
		});
		const [tab] = courier.tabs();
		if (tab)
			await retryRefused(
				tab.deps,
				brought.map(({ id }) => id)
			);
	};
	return async () => {
		await giveRight();
		await sendAgain();
		// A refusal from before the right was given may still be under way: people look once more.
		const look = `${courier.name} looks once more whether something was refused`;
		world.errands.add(look);
		timeline.after(LOOK_AGAIN, () => void sendAgain().then(() => world.errands.delete(look)));
	};
}

/** A document that is no event is in the site's database: another program wrote it, or an older server let it in. */
function poisonServer({ timeline, server, ledger, trace }: World, time: number, number: number): void {
	const dice = createDice(number);
	const id = dice.pick([`nonsense-${number}`, `site:0000000000000:zzz00000:${String(number).padStart(16, '0')}`]);
	const rev = `1-${String(number).padStart(32, '0')}`;
	const body = dice.pick<object>([{ hello: 'world' }, { f: 1, stream: 'site', touches: null }, { f: 2, data: [[[]]] }]);
	timeline.at(time, () => {
		if (!server.isUp()) return;
		trace.add(timeline.now(), `poison ${id}`);
		ledger.poison(id, `received ${id} ${rev}`);
		const history = { start: 1, ids: [rev.slice(2)] };
		void server.during(
			server.site().write([{ kind: 'replicated', id, history, deleted: false, body: JSON.stringify(body) }])
		);
	});
}

/** No chain here is as long. */
export const ROTTEN_SEQ = 1_000_000;

/** A row of the outbox that rotted on its way: the server says no to it, and to nothing else. */
function poisonOutbox({ timeline, ledger, trace }: World, time: number, device: Device): void {
	timeline.at(time, () => {
		void device.memory().write(async (writer) => {
			const identity = (await writer.get(meta, 'identity')) as Identity | undefined;
			const [sound] = await writer.range(events, { limit: 1 });
			if (identity === undefined || sound === undefined) return;
			trace.add(timeline.now(), `${device.name} has a rotten event`);
			const rotten = {
				...sound,
				_id: `unfiled${sound._id.slice(sound._id.indexOf(':'))}`,
				touches: [],
				seq: ROTTEN_SEQ
			};
			ledger.rot(rotten._id);
			await writer.put(events, [rotten]);
			const { device: number, epoch } = identity;
			await writer.put(outbox, [{ device: number, epoch, seq: rotten.seq, event: rotten._id, since: 0 }]);
		});
	});
}

type Sealed = Result<{ readonly event: FloorEvent; readonly hash: string }, Malformed>;

/** A device whose app is newer than everybody else's: nobody here knows what its events mean, and everybody keeps them. */
function sendFromNewerVersion(world: World, time: number, witness: Device, dice: Dice): void {
	const { timeline, server, ledger, trace } = world;
	let cookie = '';
	const fetchDirectly = async (url: string, init: RequestInit): Promise<Response> => {
		const headers = new Headers(init.headers);
		if (cookie !== '') headers.set('cookie', cookie);
		const request = new Request(`http://floor.test${url}`, {
			method: init.method ?? 'GET',
			headers,
			body: (init.body as string | undefined) ?? null
		});
		const response = server.handle(request);
		if (response === undefined) throw new TypeError('nobody listens');
		cookie = (await response).headers.get('set-cookie')?.split(';')[0] ?? cookie;
		return response;
	};
	const send = async (): Promise<void> => {
		const issued = await server.administer('POST', '/enrol/codes', {});
		if (issued === undefined) return;
		const { code } = issued.body as { readonly code: string };
		const registrar = createRegistrar({ base: '', fetch: fetchDirectly });
		const enrolled = await registrar.enrol({ code, name: 'newer', profile: 'phone', replaces: null, key: null });
		if (!enrolled.ok) return;
		const known = await witness.memory().read((reader) => reader.range(threads));
		const touched = known.slice(0, 40).map(({ entity }) => entity);
		const made: FloorEvent[] = [];
		let prev: string | null = null;
		for (let seq = 1; seq <= 5 && touched.length > 0; seq++) {
			const sealed: Sealed = sealEvent({
				f: 1,
				stream: dice.pick(['site', 'runs', 'unfiled']),
				type: dice.pick(['ThingHappened', 'BatchInitialised']),
				v: 99,
				touches: [dice.pick(touched)],
				data: { surprise: seq },
				hlc: hlc(timeline.now() + dice.between(-DAY, DAY), seq),
				at: wallTime(timeline.now(), 0),
				device: enrolled.value.device,
				epoch: '00000' as Epoch,
				seq,
				prev,
				by: [],
				station: null,
				machine: null,
				source: null,
				heads: {}
			});
			if (!sealed.ok) throw new Error(sealed.error.reason);
			prev = sealed.value.hash;
			made.push(sealed.value.event);
		}
		const account = { ...enrolled.value, database: SITE };
		const peer = createCouchPeer({ base: '/couchdb', account: () => Promise.resolve(account), fetch: fetchDirectly });
		const pushed = await peer.push(made, new AbortController().signal);
		if (!pushed.ok || pushed.value.length > 0) throw new Error(`a newer device was refused: ${JSON.stringify(pushed)}`);
		trace.add(timeline.now(), `a newer device sent ${made.length} events`);
		ledger.confirm({ events: made, texts: [] });
	};
	timeline.at(time, () => {
		if (server.isUp()) void server.during(send());
	});
}

/** Somebody left, and an administrator erases what names them. */
function eraseText({ timeline, server, ledger, trace }: World, time: number, share: number): void {
	const erase = async (): Promise<void> => {
		const range = '_all_docs?startkey="personal:"&endkey="personal;"';
		const answer = await server.administer('GET', `/couchdb/${SITE}/${range}`);
		const { rows } = answer?.body as { readonly rows: readonly { id: string; value: { rev: string } }[] };
		const chosen = rows[Math.floor(share * rows.length)];
		if (chosen === undefined) return;
		trace.add(timeline.now(), `${chosen.id} is erased`);
		ledger.erase(chosen.id);
		await server.administer('DELETE', `/couchdb/${SITE}/${chosen.id}?rev=${chosen.value.rev}`);
	};
	timeline.at(time, () => {
		if (server.isUp()) void erase();
	});
}

/** A backup of a whole device comes to life on a second one. */
function copyProfile({ timeline, ledger, trace }: World, time: number, original: Device, twin: Device): void {
	const copy = async (): Promise<void> => {
		const identity = await identityOf(original);
		if (identity === undefined) return;
		trace.add(timeline.now(), `${twin.name} is a copy of ${original.name}`);
		ledger.clone(identity.device);
		await twin.takeOver(original);
		twin.start();
	};
	timeline.at(time, () => void copy());
}

/** The app was updated: every row is folded anew from the log, by each open tab, while people go on. */
function foldAnew({ timeline, trace }: World, time: number, device: Device): void {
	timeline.at(time, () => {
		const old = { name: 'folds' as const, versions: { threads: 0 }, rebuilding: null };
		void device
			.memory()
			.write((writer) => writer.put(meta, [old]))
			.then(() => {
				trace.add(timeline.now(), `${device.name} folds anew`);
				for (const tab of device.tabs()) void tab.attempt('rebuild', () => rebuild(tab.deps.store, () => undefined));
			});
	});
}
