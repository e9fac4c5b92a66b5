import type { BatchesTransformedData } from '#domain/batch/batch.ts';
import type { ScanCommand } from '#domain/batch/decide.ts';
import { codeKind, type Code } from '#domain/kernel/code.ts';
import type { EventId } from '#domain/kernel/event.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { ChangeOrder } from '#domain/order/change.ts';
import type { OrderStatus } from '#domain/order/order.ts';
import type { CreateRun } from '#domain/run/decide.ts';
import type { NewLine } from '#domain/run/plan.ts';
import type { Recorded } from '#engine/submit.ts';
import type { ScanSource } from '#ports/scanner.ts';
import { m } from '#paraglide/messages.js';
import type { MillDevice, MillDevices } from './mill-devices.ts';
import { defineMill, type Mill } from './sample-mill.ts';

export interface PlannedRun {
	readonly run: Code;
	/** In the order of their planning. */
	readonly batches: readonly Code[];
}

/** A batch that came to a step: what it became there, and the record of it. */
export interface Moved {
	readonly batch: Code;
	readonly fact: EventId;
}

/** What the people at the mill do, each at the device where they do it. */
export interface Crew {
	readonly mill: Mill;
	/** The planner, in the office, as all of orders and runs. */
	readonly order: (about: Omit<ChangeOrder, 'type' | 'order'>) => Promise<Code>;
	/** For so much of an estimate's first line. */
	readonly planFor: (
		order: Code,
		covers: Quantity,
		line: Omit<NewLine, 'machines'>,
		about: Pick<CreateRun, 'responsible' | 'due' | 'priority'>
	) => Promise<PlannedRun>;
	readonly becomes: (order: Code, status: OrderStatus) => Promise<unknown>;
	readonly changeOrder: (order: Code, changes: Omit<ChangeOrder, 'type' | 'order'>) => Promise<unknown>;
	readonly print: (batches: readonly Code[]) => Promise<unknown>;
	/** Ben, at the kiosk of the knitting hall. */
	readonly knit: (batch: Code) => Promise<unknown>;
	readonly replaceLabel: (batch: Code) => Promise<unknown>;
	/** Ana, with her phone in the dye house. */
	readonly dye: (batch: Code, machine: Code) => Promise<Moved>;
	readonly sellAsSeconds: (batch: Code) => Promise<unknown>;
	/** Maria-Magdalena, at the kiosk of the finishing room. */
	readonly finish: (batch: Code) => Promise<Moved>;
	readonly undoFinish: (moved: Moved) => Promise<unknown>;
}

/** Sets the mill up, with its devices. */
export async function gatherCrew(devices: MillDevices): Promise<Crew> {
	const office = await devices.enrol(m.demo_device_office(), 'office');
	const knittingKiosk = await devices.enrol(m.demo_device_kiosk(), 'kiosk');
	const phone = await devices.enrol(m.demo_device_phone(), 'phone');
	const finishingKiosk = await devices.enrol(m.demo_device_finishing(), 'kiosk');
	const mill = await defineMill(async (command) => firstTouched(await office.record(command, null)));
	const { people, machines, stations } = mill;

	async function move(device: MillDevice, by: Code, source: ScanSource, command: ScanCommand): Promise<Moved> {
		const { events } = await device.record(command, by, source);
		const { makes } = events[0]?.data as unknown as BatchesTransformedData;
		return { batch: makes[0]?.batch as Code, fact: events[0]?._id as EventId };
	}
	const moveTo = (batch: Code, station: Code, machine: Code | null): ScanCommand => ({
		type: 'MoveBatch',
		batch,
		station,
		machine,
		source: null,
		step: null,
		usual: null
	});

	return {
		mill,
		order: async (about) =>
			firstTouched(await office.record({ type: 'ChangeOrder', order: null, ...about }, people.planner)),
		async planFor(order, quantity, line, about) {
			const lines = [{ ...line, machines: [machines.knit1, machines.knit2], orderLine: 1 }];
			const run = { lines, covers: [{ line: 1, quantity }], released: true, ...about };
			return planned(await office.record({ type: 'GenerateRuns', order, runs: [run] }, people.planner));
		},
		becomes: (order, status) => office.record({ type: 'ChangeOrder', order, status }, people.planner),
		changeOrder: (order, changes) => office.record({ type: 'ChangeOrder', order, ...changes }, people.planner),
		print: (labels) =>
			office.record({ type: 'PrintLabels', labels, kind: 'tag', size: '2x4', copies: 1 }, people.planner),
		knit: (batch) =>
			knittingKiosk.record(
				{ type: 'InitialiseBatch', batch, station: stations.knitting, step: null, machine: null, usual: null },
				people.ben,
				'wedge'
			),
		replaceLabel: (batch) => knittingKiosk.record({ type: 'BindLabel', batch, code: null }, people.ben),
		dye: (batch, machine) => move(phone, people.ana, 'camera', moveTo(batch, stations.dyeing, machine)),
		sellAsSeconds: (batch) => phone.record({ type: 'CloseBatch', batch, reason: m.demo_reason_seconds() }, people.ana),
		finish: (batch) => move(finishingKiosk, people.long, 'wedge', moveTo(batch, stations.finishing, null)),
		undoFinish: ({ batch, fact }) => finishingKiosk.record({ type: 'UndoFact', batch, fact }, people.long)
	};
}

function planned(recorded: Recorded): PlannedRun {
	const touched = recorded.events.flatMap(({ touches }) => touches as readonly Code[]);
	return { run: firstTouched(recorded), batches: [...new Set(touched.filter((code) => codeKind(code) === 'batch'))] };
}

/** What was defined or planned: a command that makes something touches it first. */
const firstTouched = ({ events }: Recorded): Code => events[0]?.touches[0] as Code;
