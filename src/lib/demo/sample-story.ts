import type { BatchesTransformedData } from '#domain/batch/batch.ts';
import type { Command } from '#domain/catalog.ts';
import { codeKind, type Code } from '#domain/kernel/code.ts';
import type { EventId } from '#domain/kernel/event.ts';
import { wallTime } from '#domain/kernel/timestamp.ts';
import type { Recorded } from '#engine/submit.ts';
import type { ScanSource } from '#ports/scanner.ts';
import { m } from '#paraglide/messages.js';
import type { MillDevice, MillDevices } from './mill-devices.ts';
import { defineMill, quantity, type Mill } from './sample-mill.ts';

/** Minutes before now at which something happened. */
type Ago = number;

/** The runs of the sample factory, in the three states a run can be in. */
export interface SampleStory {
	readonly mill: Mill;
	readonly finished: Code;
	readonly inProgress: Code;
	readonly pending: Code;
}

const DAY = 24 * 60;

/**
 * Two days at the sock mill, told in the app's own commands, one after the other on a clock that is set back: twelve batches
 * that went all the way, twenty of which every step has some, and eight that wait for their first scan.
 *
 * @param now the present, in milliseconds since 1970; `offset` is the zone's, in minutes east of UTC
 * @throws Error when a command is refused: the story is wrong
 */
export async function tellStory(devices: MillDevices, now: number, offset: number): Promise<SampleStory> {
	devices.setClock(2 * DAY + 60);
	const office = await devices.enrol(m.demo_device_office(), 'office');
	const kiosk = await devices.enrol(m.demo_device_kiosk(), 'kiosk');
	const phone = await devices.enrol(m.demo_device_phone(), 'phone');
	const finishing = await devices.enrol(m.demo_device_finishing(), 'kiosk');
	const mill = await defineMill(async (command) => touched(await office.record(command, null)));
	const { people, machines, stations } = mill;

	const scenes: { readonly ago: Ago; readonly play: () => Promise<unknown> }[] = [];
	const at = (ago: Ago, play: () => Promise<unknown>): void => void scenes.push({ ago, play });

	const scan = (device: MillDevice, by: Code, source: ScanSource, command: Command): Promise<Recorded> =>
		device.record(command, by, source);
	const start = (batch: Code): Promise<Recorded> =>
		scan(kiosk, people.ben, 'wedge', {
			type: 'InitialiseBatch',
			batch,
			station: stations.knitting,
			step: null,
			machine: null,
			usual: machines.knit1
		});
	const move = (device: MillDevice, by: Code, source: ScanSource, batch: Code, station: Code, machine: Code | null) =>
		scan(device, by, source, { type: 'MoveBatch', source: null, batch, station, step: null, machine, usual: null });
	const dyeIn = (batch: Code, machine: Code): Promise<Recorded> =>
		move(phone, people.ana, 'camera', batch, stations.dyeing, machine);
	const finish = (batch: Code): Promise<Recorded> =>
		move(finishing, people.long, 'wedge', batch, stations.finishing, null);
	const printAll = (labels: readonly Code[]): Promise<Recorded> =>
		office.record({ type: 'PrintLabels', labels, kind: 'tag', size: '2x4', copies: 1 }, people.planner);
	const day = (days: number): string => wallTime(now + days * DAY * 60_000, offset).slice(0, 10);
	const plan = async (line: PlannedLine): Promise<Plan> => {
		const { item, each, batches, flow, responsible, due, priority } = line;
		const lines = [{ item, each, batches, machines: [machines.knit1, machines.knit2], flow }];
		const command = { type: 'CreateRun', lines, responsible, due, priority, released: true } as const;
		return planned(await office.record(command, people.planner));
	};

	devices.setClock(2 * DAY + 30);
	const first = await plan({
		item: mill.sock.knitted,
		each: quantity(1_200n, 'pcs'),
		batches: 12,
		flow: mill.flows.sock,
		responsible: people.ana,
		due: day(0),
		priority: 2
	});
	at(2 * DAY + 25, () => printAll(first.batches));
	first.batches.forEach((batch, index) => {
		const began = 2 * DAY - 25 * index;
		at(began, () => start(batch));
		at(began - 110, async () => {
			const moved = await dyeIn(batch, index % 2 === 0 ? machines.dye1 : machines.dye2);
			// One was spoilt in the dye and did not go on.
			if (index === 7) at(began - 300, () => phone.record(spoilt(moved), people.ana));
		});
		if (index !== 7) at(began - 320, () => finish(batch));
	});
	// The label above was scanned for the one below it, noticed at once, and scanned again when its turn came.
	const mistaken = first.batches[9] as Code;
	at(2 * DAY - 25 * 9 - 300, async () => {
		const wrong = await finish(mistaken);
		at(2 * DAY - 25 * 9 - 301, () => finishing.record(undoOf(wrong), people.long));
	});

	let second: Plan | undefined;
	at(DAY + 60, async () => {
		second = await plan({
			item: mill.hiking.knitted,
			each: quantity(240n, 'pcs'),
			batches: 20,
			flow: mill.flows.hiking,
			responsible: people.long,
			due: day(1),
			priority: 1
		});
		const { batches } = second;
		const batch = (index: number): Code => batches[index] as Code;
		at(DAY + 55, () => printAll(batches));
		KNITTED.forEach((ago, index) => at(ago, () => start(batch(index))));
		DYED.forEach((ago, index) => at(ago, () => dyeIn(batch(index), index % 2 === 0 ? machines.dye1 : machines.dye2)));
		FINISHED.forEach((ago, index) => at(ago, () => finish(batch(index))));
		// A label that came off in the steam: a second code, and its paper.
		at(130, () => kiosk.record({ type: 'BindLabel', batch: batch(LOST_LABEL) }, people.ben));
	});

	let third: Plan | undefined;
	at(5 * 60, async () => {
		third = await plan({
			item: mill.sock.knitted,
			each: quantity(600n, 'pcs'),
			batches: 8,
			flow: mill.flows.sock,
			responsible: people.ana,
			due: day(3),
			priority: null
		});
		at(5 * 60 - 4, () => printAll(third?.batches ?? []));
	});
	for (let scene = takeOldest(scenes); scene; scene = takeOldest(scenes)) {
		devices.setClock(scene.ago);
		await scene.play();
	}
	if (!second || !third) throw new Error('a run of the story was not planned');
	return { mill, finished: first.run, inProgress: second.run, pending: third.run };
}

/** When the batches of the run in progress came to each step. The later of them are there still: some fresh, some forgotten. */
const KNITTED: readonly Ago[] = [1180, 1090, 960, 820, 780, 600, 470, 330, 250, 640, 310, 190, 95, 40, 8];
const DYED: readonly Ago[] = [1010, 900, 690, 480, 620, 400, 170, 75, 20];
const FINISHED: readonly Ago[] = [760, 500, 300, 90];
const LOST_LABEL = 10;

interface PlannedLine {
	readonly item: Code;
	readonly each: ReturnType<typeof quantity>;
	readonly batches: number;
	readonly flow: Code;
	readonly responsible: Code;
	readonly due: string;
	readonly priority: number | null;
}

interface Plan {
	readonly run: Code;
	readonly batches: readonly Code[];
}

/** What was defined, or planned: a command that makes something touches it first. */
const touched = ({ events }: Recorded): Code => events[0]?.touches[0] as Code;

const planned = (recorded: Recorded): Plan => ({
	run: touched(recorded),
	batches: recorded.events
		.flatMap(({ touches }) => touches as readonly Code[])
		.filter((code) => codeKind(code) === 'batch')
});

/** What a move made. */
function madeBy({ events }: Recorded): Code {
	const { makes } = events[0]?.data as unknown as BatchesTransformedData;
	return makes[0]?.batch as Code;
}

const spoilt = (moved: Recorded): Command => ({
	type: 'CloseBatch',
	batch: madeBy(moved),
	reason: m.demo_reason_seconds()
});

const undoOf = (moved: Recorded): Command => ({
	type: 'UndoFact',
	batch: madeBy(moved),
	fact: moved.events[0]?._id as EventId
});

/** Of the same minute the one that was asked for first. */
function takeOldest<Scene extends { readonly ago: Ago }>(scenes: Scene[]): Scene | undefined {
	const ago = Math.max(...scenes.map((scene) => scene.ago));
	const [oldest] = scenes.splice(
		Math.max(
			0,
			scenes.findIndex((scene) => scene.ago === ago)
		),
		1
	);
	return oldest;
}
