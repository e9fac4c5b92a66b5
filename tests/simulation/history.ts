import type { Snapshot } from '#adapters/memory/memory-store.ts';
import { meta, outbox, type Account, type Checkpoint } from '#engine/tables.ts';
import { BatchesTransformed } from '#domain/batch/batch.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Store } from '#ports/store.ts';
import { checkAudit } from './audit-check.ts';
import { findViolations, type Replica } from './checks.ts';
import type { Violation } from './violation.ts';
import { createDeviceClock, drawOffset, MINUTE, offsetTo2099 } from './clock.ts';
import { createCopy, createDevice, type Device } from './device.ts';
import { createLedger } from './ledger.ts';
import { createNetwork } from './network.ts';
import { drawPlan, type Fate, type Plan, type Size } from './plan.ts';
import { createDice, type Dice } from './random.ts';
import { joinFresh, refoldReversed } from './replica.ts';
import { createSeededKey } from './seeded-key.ts';
import { startServer, type SiteServer } from './server.ts';
import { describe, type Profile } from './tab.ts';
import { createTimeline, installTimers } from './timeline.ts';
import { createTrace } from './trace.ts';
import { scheduleTroubles, type Repair } from './troubles.ts';
import { prepareSite } from './office.ts';
import { doWork } from './work.ts';
import type { Sabotage, World } from './world.ts';

/** What became of one history. */
export interface Outcome {
	readonly plan: Plan;
	readonly events: number;
	/** How many of each kind, transformations by what they were. */
	readonly facts: ReadonlyMap<string, number>;
	/** Exceptions that stand in the end, by rule. */
	readonly raised: ReadonlyMap<string, number>;
	/** Exchanges that were sent, and those of them that something happened to. */
	readonly deliveries: number;
	readonly disturbed: number;
	readonly fates: ReadonlyMap<Fate, number>;
	/** Milliseconds from the end of all trouble until everybody had everything. */
	readonly healing: number;
	readonly violations: readonly Violation[];
	/** The same for the same seed. */
	readonly trace: string;
}

export interface HistoryOptions {
	readonly sabotage?: Sabotage;
	readonly size?: Size;
	/** Another plan than the seed's own. */
	readonly adjust?: (plan: Plan) => Plan;
	/** Hears everything that happens. */
	readonly print?: (line: string) => void;
}

/** The morning of every history. */
const START = Date.UTC(2026, 10, 16, 6);

/** So long after everything was put right nothing may still be on its way: a promise the product makes. */
const PATIENCE = MINUTE;
const LOOK_EVERY = 2_000;

/** One history from its first enrolment to its checks: devices, kiosks and the server in this process, all of it from the seed. */
export async function runHistory(
	seed: number,
	{ sabotage, size, adjust = (plan) => plan, print }: HistoryOptions = {}
): Promise<Outcome> {
	const timeline = createTimeline(START);
	const restoreTimers = installTimers(timeline);
	const plan = adjust(drawPlan(seed, size));
	const dice = createDice(seed ^ 0x5eed);
	const trace = createTrace(print);
	const ledger = createLedger();
	const server = await startServer(timeline, dice.fork(), plan.server);
	const network = createNetwork({
		timeline,
		dice: dice.fork(),
		fates: plan.fates,
		server,
		trace,
		onRefused: ({ name }, ids) => ledger.refuse(name, ids)
	});
	const world: World = {
		plan,
		timeline,
		dice,
		server,
		network,
		ledger,
		trace,
		sabotage,
		errands: new Set(),
		isOpen: false,
		healed: false
	};
	const devices: Device[] = [];
	const noteRejection = (error: unknown): void => ledger.fault(`nobody handles ${describe(error)}`);
	process.on('unhandledRejection', noteRejection);
	try {
		const enrolling = createDevices(world);
		devices.push(...enrolling);
		await openSite(world, enrolling);
		const twin = plan.cloned ? createTwin(world) : undefined;
		if (twin) devices.push(twin);
		const repairs = scheduleTroubles(world, enrolling, twin);
		const lastWork = scheduleWork(world, devices);
		await runUntil(world, timeline.now() + plan.span);
		await heal(world, devices, repairs);
		// what is done while the end is looked at could not have arrived
		await runUntil(world, Math.max(timeline.now(), lastWork));
		const healedAt = timeline.now();
		const late = await quiesce(world, devices);
		const healing = timeline.now() - healedAt;
		const forgotten = new Set(devices.flatMap((device) => device.forgotten()));
		const { found, raised } = await check(world, devices, forgotten);
		const counts = [...network.deliveries];
		const deliveries = counts.reduce((sum, [, count]) => sum + count, 0);
		return {
			plan,
			events: ledger.confirmed.size,
			facts: countBy([...ledger.confirmed.values()].map(kindOf)),
			raised: countBy(raised.map(({ rule }) => rule)),
			deliveries,
			disturbed: deliveries - (network.deliveries.get('clean') ?? 0),
			fates: network.deliveries,
			healing,
			violations: [...late, ...found, ...(await checkAudit(server, ledger, forgotten))],
			trace: trace.hash()
		};
	} finally {
		for (const device of devices) await device.vanish();
		await settle(server);
		server.close();
		restoreTimers();
		process.off('unhandledRejection', noteRejection);
	}
}

function createDevices(world: World): Device[] {
	const { plan } = world;
	const dice = world.dice.fork();
	return Array.from({ length: plan.devices }, (_, index) => {
		// The first is a phone; the kiosks come last.
		const kind = index >= plan.devices - plan.kiosks ? 'kiosk' : 'phone';
		const offset = plan.clockIn2099 && index === 1 ? offsetTo2099(dice, START) : drawOffset(dice);
		return createDevice(world, createProfile(world, dice, `${kind}${index}`, kind, offset), kind === 'kiosk' ? 2 : 1);
	});
}

function createTwin(world: World): Device {
	const dice = world.dice.fork();
	return createDevice(world, createProfile(world, dice, 'twin', 'phone', drawOffset(dice)), 1);
}

const createProfile = (
	{ timeline, plan }: World,
	dice: Dice,
	name: string,
	kind: DeviceProfile,
	offset: number
): Profile => ({
	name,
	kind,
	line: { name, up: true, latency: dice.pick([40, 100, 100, 400, 1_500]), cookie: '' },
	clock: createDeviceClock(timeline, dice.fork(), offset),
	copy: createCopy(),
	// One of them came over plain http.
	key: name === 'phone1' ? null : createSeededKey(`${plan.seed} ${name}`),
	dice: dice.fork()
});

/** The first device enrols and sets the site up; the others come within the first fifth of the time. */
async function openSite(world: World, devices: readonly Device[]): Promise<void> {
	const { timeline, plan } = world;
	const dice = world.dice.fork();
	const [first, ...others] = devices;
	first?.start();
	for (const device of others) timeline.after(dice.next() * plan.span * 0.2, device.start);
	while (!world.isOpen) {
		await runUntil(world, timeline.now() + 1_000);
		const identity = await first?.memory().read((reader) => reader.get(meta, 'identity'));
		const [tab] = first?.tabs() ?? [];
		if (identity === undefined || tab === undefined) continue;
		await prepareSite(tab, dice, plan.size);
		world.isOpen = true;
	}
}

/** Everybody works in spells: a few things quickly one after the other, then a pause. Answers when the last of it is done. */
function scheduleWork({ timeline, plan, ledger, dice: all }: World, devices: readonly Device[]): number {
	const dice = all.fork();
	let last = 0;
	const weights = devices.map(() => 0.5 + dice.next());
	const sum = weights.reduce((total, weight) => total + weight, 0);
	for (const [index, device] of devices.entries()) {
		const own = dice.fork();
		let left = Math.round((plan.commands * weights[index]!) / sum);
		while (left > 0) {
			const spell = Math.min(left, own.between(3, 25));
			left -= spell;
			let time = timeline.now() + plan.span * (0.05 + own.next() * 0.93);
			for (let count = spell; count > 0; count--) {
				time += own.between(20, 6_000);
				timeline.at(time, () => void doWork(device.tabs(), own, ledger.papers));
				last = Math.max(last, time);
			}
		}
	}
	return last;
}

/** Lets everything happen until `end`, each moment only when what came before it has come to rest. */
async function runUntil({ timeline, server }: World, end: number): Promise<void> {
	timeline.at(end, () => undefined);
	await settle(server);
	for (let next = timeline.next(); next !== undefined && next <= end; next = timeline.next()) {
		timeline.step();
		await settle(server);
	}
}

/** Until nothing moves any more by itself: promises have settled, and the server has answered what it can. */
async function settle(server: SiteServer): Promise<void> {
	do await new Promise<void>((resolve) => void setImmediate(resolve));
	while (server.isBusy());
}

async function heal(world: World, devices: readonly Device[], repairs: readonly Repair[]): Promise<void> {
	const { server, network, timeline, trace } = world;
	trace.add(timeline.now(), 'everything is put right');
	world.healed = true;
	network.heal();
	if (!server.isUp()) await server.start();
	for (const { line } of devices) Object.assign(line, { up: true, latency: 40 });
	for (const device of devices) if (device.isThere()) device.start();
	await settle(server);
	for (const repair of repairs) await repair();
	for (const device of devices) device.nudge();
}

/** Waits until every outbox is empty and every device has heard everything. */
async function quiesce(world: World, devices: readonly Device[]): Promise<Violation[]> {
	const { timeline, server } = world;
	const deadline = timeline.now() + PATIENCE;
	for (;;) {
		await runUntil(world, timeline.now() + LOOK_EVERY);
		const behind = [...world.errands];
		for (const device of devices) if (device.isThere()) behind.push(...(await whatIsLeft(device, server)));
		if (behind.length === 0) return [];
		if (timeline.now() > deadline) {
			return [{ harm: 'lost', check: 'everything arrives once the network is back', detail: behind.join(', ') }];
		}
	}
}

async function whatIsLeft(device: Device, server: SiteServer): Promise<string[]> {
	const { unsent, checkpoint } = await device.memory().read(async (reader) => ({
		unsent: await reader.count(outbox),
		checkpoint: (await reader.get(meta, 'checkpoint')) as Checkpoint | undefined
	}));
	const heard = checkpoint?.first === null ? Number.parseInt(checkpoint.since, 10) : -1;
	const { updateSeq } = server.site();
	return [
		...(unsent > 0 ? [`${device.name} has ${unsent} unsent`] : []),
		...(heard < updateSeq ? [`${device.name} has heard ${heard} of ${updateSeq}`] : [])
	];
}

async function check(
	world: World,
	devices: readonly Device[],
	forgotten: ReadonlySet<string>
): Promise<{ readonly found: readonly Violation[]; readonly raised: readonly Exception[] }> {
	const { timeline, server, ledger, trace } = world;
	const dice = world.dice.fork();
	const answer = await server.administer('GET', '/couchdb/floorbook/_changes?include_docs=true');
	const feed = (answer?.body as { readonly results: readonly { readonly doc: WireDocument }[] }).results.map(
		({ doc }) => doc
	);
	const account = (await devices[0]?.memory().read((reader) => reader.get(meta, 'account'))) as Account;
	const fold = world.sabotage?.fold ?? ((store: Store) => store);
	const fresh = await (await joinFresh(timeline, server, dice, account, fold)).snapshot();
	const reversed = await (await refoldReversed(timeline, dice, fresh, fold)).snapshot();
	const replicas: Replica[] = [
		{ name: 'a fresh replica', snapshot: fresh, isDevice: false },
		{ name: 'the log reversed', snapshot: reversed, isDevice: false }
	];
	for (const device of devices) {
		if (!device.isThere()) continue;
		replicas.push({ name: device.name, snapshot: await device.memory().snapshot(), isDevice: true });
	}
	trace.add(timeline.now(), JSON.stringify(fresh satisfies Snapshot));
	return {
		found: findViolations({ ledger, feed, replicas, forgotten, faults: server.faults.map(String) }),
		raised: fresh[exceptions.name] as readonly Exception[]
	};
}

const kindOf = ({ type, data }: FloorEvent): string =>
	type === BatchesTransformed.type ? `${type} (${(data as { readonly operation?: string }).operation})` : type;

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
}
