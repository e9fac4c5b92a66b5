import { definitions } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import { deviceNumber, mintCode, type Code } from '#domain/kernel/code.ts';
import {
	createTestClock,
	createTestFloor,
	cancelRun,
	defining,
	deliver,
	initialise,
	line,
	meet,
	moveTo,
	plan,
	quantity,
	voidBatch,
	type TestFloor
} from '../support/floor.ts';
import { recordDisputes, type Disputes } from './disputes.ts';
import { recordFamilies, type Families } from './families.ts';
import type { Naming } from './naming.ts';
import { recordOrders, type SampleOrders } from './orders.ts';

/** What there is at a site, by what a picture needs it for. */
export interface SiteContents {
	readonly documents: readonly (object & { readonly _id: string })[];
	readonly person: Code;
	readonly item: Code;
	readonly step: Code;
	readonly flow: Code;
	readonly machine: Code;
	/** Two devices recorded that it is down, neither knowing of the other. */
	readonly stoppedMachine: Code;
	/** A device that works here, and one that somebody reported lost. */
	readonly device: Code;
	readonly lostDevice: Code;
	/** Where knitting starts, on either of two machines. */
	readonly station: Code;
	/** Where knitted socks go on. */
	readonly dyehouse: Code;
	/** Where batches are sorted into grades. */
	readonly sorting: Code;
	/** Half of it is under way. */
	readonly run: Code;
	readonly cancelledRun: Code;
	/** Its batches went through every step. */
	readonly finishedRun: Code;
	/** Not started, planned on a machine: one for each picture that scans. */
	readonly planned: Code[];
	/** Knitted, not dyed: one for each picture that moves. */
	readonly movable: Code[];
	/** Dyed: its label stands for another batch by now. */
	readonly moved: Code;
	/** Not started, and no machine was planned: scanning it asks which. */
	readonly undecided: Code[];
	/** Made elsewhere: no station here takes it. */
	readonly misplaced: Code;
	/** Where batches are put together. */
	readonly merging: Code;
	/** Knitted, in one run: nobody uses them up. */
	readonly gathered: readonly Code[];
	/** Where a step joins two parts. */
	readonly assembly: Code;
	/** One batch of each of its parts. */
	readonly parts: readonly Code[];
	readonly opened: Code;
	readonly closed: Code;
	/** Two devices recorded it on two machines, neither knowing of the other. */
	readonly disputed: Code;
	readonly voided: Code;
	/** Quality stopped it. */
	readonly held: Code;
	/** It was stopped elsewhere while it was moved on. */
	readonly heldLate: Code;
	readonly heldRun: Code;
	readonly corrected: Code;
	readonly disputes: Disputes;
	readonly families: Families;
	readonly orders: SampleOrders;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Numbers far above those that a site's own devices get. */
const [OFFICE, KIOSK, PHONE, NEWCOMER, LOST] = [900, 901, 902, 903, 904];

/** A sock mill as its devices know it after a day and a half, up to the present. */
export async function createMill(naming: Naming): Promise<SiteContents> {
	const { name, person, pieces } = naming;
	const clock = createTestClock(Date.now() - 30 * HOUR);
	const [office, kiosk, phone] = await Promise.all(
		[OFFICE, KIOSK, PHONE].map((device) => createTestFloor({ device, clock }))
	);
	if (!office || !kiosk || !phone) throw new Error('three devices were asked for');
	const define = defining(office);

	const device = await defineDevice(kiosk, KIOSK, 'kiosk', name('Kiosk 7'));
	const lost = await createTestFloor({ device: LOST, clock });
	const lostDevice = await defineDevice(lost, LOST, 'phone', person('Ben’s phone'));
	await deliver(lost, office);
	await office.record({ type: 'RevokeDevice', device: lostDevice, accepted: [], reason: 'Lost' });

	const ana = await define.person(person('Ana'));
	const ben = await define.person(person('Ben'));
	const quinn = await define.person(person('Quinn'), ['quality']);
	const lea = await define.person(person('Lea'), ['lead']);
	const hall = await define.department(name('Hall 3'), name('North wing'));
	const yarn = await define.item(name('Yarn, merino grey'), { nature: 'material', unit: 'kg' });
	const knitted = await define.item(name('Sock, knitted'), { nature: 'part' });
	const dyed = await define.item(name('Sock, dyed'), { nature: 'part' });
	const sock = await define.item(name('Sock, finished'), { nature: 'product' });
	const hat = await define.item(name('Hat, felted'));
	const [knit1, knit2] = [await define.machine(name('Knit 1')), await define.machine(name('Knit 2'))];
	const vat = await define.machine(name('Dye vat 1'));
	const press = await define.machine(name('Boarding press'));
	const one = quantity('1 pcs');
	const through = (from: Code, to: Code) => ({
		consumes: [{ item: from, quantity: one, allowance: null }],
		produces: { item: to, quantity: one }
	});
	const knitting = await define.step(name('Knitting'), {
		consumes: [{ item: yarn, quantity: quantity('1 kg'), allowance: '1/20' }],
		produces: { item: knitted, quantity: quantity('20 pcs') },
		plannedMinutes: 480
	});
	const dyeing = await define.step(name('Dyeing'), through(knitted, dyed));
	const finishing = await define.step(name('Finishing'), through(dyed, sock));
	const felting = await define.step(name('Felting'), { produces: { item: hat, quantity: one } });
	const flow = await define.flow(name('Socks'), [knitting, dyeing, finishing]);
	const station = await define.station(name('Knitting in'), {
		steps: [knitting],
		machines: [knit1, knit2],
		department: hall
	});
	const dyehouse = await define.station(name('Dyehouse'), { operation: 'move', steps: [dyeing], machines: [vat] });
	const packing = await define.station(name('Packing table'), { operation: 'move', steps: [finishing] });
	const sorting = await define.station(name('Sorting'), { operation: 'split' });
	const merging = await define.station(name('Merging table'), { operation: 'merge', steps: [knitting] });
	await define.station(name('Felting in'), { steps: [felting] });

	const box = await define.item(name('Gift box'), { nature: 'part' });
	const sleeve = await define.item(name('Card sleeve'), { nature: 'part' });
	const boxing = await define.step(name('Fold box'), { produces: { item: box, quantity: one } });
	const printing = await define.step(name('Print sleeve'), { produces: { item: sleeve, quantity: one } });
	const assembling = await define.step(name('Assemble'), {
		consumes: [box, sleeve].map((item) => ({ item, quantity: one, allowance: null })),
		produces: { item: await define.item(name('Gift box, sleeved')), quantity: one }
	});
	const boxes = await define.station(name('Boxes in'), { steps: [boxing, printing] });
	const assembly = await define.station(name('Assembly'), { operation: 'move', steps: [assembling] });

	const socks = { each: quantity(pieces), flow };
	const done = await plan(office, line(knitted, 4, { ...socks, machines: [knit1] }));
	const current = await plan(office, line(knitted, 60, { ...socks, machines: [knit1, knit2] }));
	const undecided = await plan(office, line(knitted, 12, socks));
	const hats = await plan(office, line(hat, 1, { each: quantity(pieces) }));
	const stopped = await plan(office, line(hat, 3, { each: quantity(pieces) }));
	const contradicted = await plan(office, line(knitted, 4, socks));
	const related = await plan(office, line(knitted, 2, socks));
	const together = await plan(office, line(knitted, 4, { ...socks, machines: [knit1] }));
	const pair = await plan(
		office,
		line(box, 1, { each: quantity(pieces) }),
		line(sleeve, 1, { each: quantity(pieces) })
	);
	const dropped = await plan(office, line(knitted, 2, socks));
	const [disputed, voided, first, ...planned] = current.batches;
	if (!disputed || !voided || !first) throw new Error('the run has too few batches');
	await office.record(cancelRun(dropped.run, 'The order was withdrawn'));
	await office.record(voidBatch(voided, 'Planned twice'));

	const orders = await recordOrders(office, phone, naming, {
		...{ knitted, sock, hat, flow, station, dyehouse, packing },
		machine: knit1,
		operator: ana
	});
	await deliver(office, kiosk);
	await deliver(office, phone);
	for (const batch of done.batches) {
		await kiosk.record(initialise(batch, station), byScan(ana));
		clock.advance(40 * MINUTE);
		await kiosk.record(moveTo(dyehouse, batch), byScan(ana));
		clock.advance(20 * MINUTE);
		await kiosk.record(moveTo(packing, batch), byScan(ana));
	}
	for (const batch of together.batches) await kiosk.record(initialise(batch, station), byScan(ana));
	for (const batch of pair.batches) await kiosk.record(initialise(batch, boxes), byScan(ana));
	await kiosk.record(initialise(first, station), byScan(ana));
	await kiosk.record(initialise(disputed, station, { machine: knit1 }), byScan(ana));
	clock.advance(5 * MINUTE);
	await phone.record(initialise(disputed, station, { machine: knit2 }), byScan(ana));
	const movable = planned.splice(0, 24);
	for (const [index, batch] of movable.entries()) {
		clock.advance(50 * MINUTE);
		await kiosk.record(initialise(batch, station), byScan(ana));
		if (index < 4) await kiosk.record(moveTo(dyehouse, batch), byScan(ana));
	}
	const [held, heldLate, corrected] = movable.splice(-3);
	if (!held || !heldLate || !corrected) throw new Error('the run has too few batches');
	await deliver(office, phone);
	await deliver(kiosk, phone);
	const byQuality = { by: [quinn], source: null };
	await phone.record({ type: 'PlaceHold', on: held, reason: 'Colour lighter than the sample' }, byQuality);
	await phone.record({ type: 'PlaceHold', on: heldLate, reason: 'Holes at the heel' }, byQuality);
	await phone.record({ type: 'PlaceHold', on: stopped.run, reason: 'Wrong felt delivered' }, byQuality);
	const fewer = {
		quantity: { ...quantity(pieces), amount: '117' },
		grade: 'seconds',
		reason: 'Counted wrong'
	} as const;
	await phone.record(
		{ type: 'StartDowntime', machine: press, reason: 'Steam valve leaks' },
		{ by: [ben], source: null }
	);
	await kiosk.record({ type: 'StartDowntime', machine: press, reason: 'No steam' }, { by: [ana], source: null });
	await phone.record({ type: 'CorrectBatch', batch: corrected, ...fewer }, byQuality);
	await kiosk.record(moveTo(dyehouse, heldLate), byScan(ana));
	const newcomer = await createTestFloor({ device: NEWCOMER, clock });
	await newcomer.receive((await kiosk.documents()).filter(({ _id }) => _id.startsWith('site:')));
	for (const batch of [planned.at(-2) as Code, mintCode('b', deviceNumber(NEWCOMER), 1_000)]) {
		const scan = { batch, station: dyehouse, machine: null, usual: null };
		await newcomer.record({ type: 'NoteScan', ...scan }, byScan(ana));
	}
	await deliver(newcomer, kiosk);
	const { disputes, withheld } = await recordDisputes(kiosk, phone, {
		batches: contradicted.batches,
		station,
		machine: knit1,
		dyehouse,
		operators: [ana, ben],
		lead: lea
	});
	const families = await recordFamilies(kiosk, phone, {
		batches: related.batches,
		station,
		machine: knit1,
		dyehouse,
		sorting,
		merging,
		operator: ana
	});
	await meet(kiosk, phone);
	return {
		documents: (await phone.documents()).filter(({ _id }) => _id !== withheld),
		person: ana,
		item: sock,
		step: knitting,
		flow,
		machine: knit1,
		stoppedMachine: press,
		device,
		lostDevice,
		station,
		dyehouse,
		sorting,
		run: current.run,
		cancelledRun: dropped.run,
		finishedRun: done.run,
		planned,
		movable: movable.slice(4),
		moved: movable[0] as Code,
		undecided: [...undecided.batches],
		misplaced: hats.batches[0] as Code,
		merging,
		gathered: together.batches,
		assembly,
		parts: pair.batches,
		opened: first,
		closed: done.batches[0] as Code,
		disputed,
		voided,
		held,
		heldLate,
		heldRun: stopped.run,
		corrected,
		disputes,
		families,
		orders
	};
}

const byScan = (person: Code) => ({ by: [person], source: 'wedge' }) as const;

async function defineDevice(floor: TestFloor, number: number, profile: DeviceProfile, name: string): Promise<Code> {
	const command = definitions.device.define(null, { number: deviceNumber(number), profile });
	const { events } = await floor.record({ ...command, personal: { name } });
	return events[0]?.touches[0] as Code;
}
