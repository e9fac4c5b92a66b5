import type { Code } from '#domain/kernel/code.ts';
import { wallTime } from '#domain/kernel/timestamp.ts';
import { gatherCrew, type Crew, type PlannedRun } from './mill-crew.ts';
import type { MillDevices } from './mill-devices.ts';
import { quantity, type Mill } from './sample-mill.ts';
import { placeOrders, type SampleOrders } from './sample-orders.ts';

/** Minutes before now at which something happened. */
type Ago = number;

/** Something that will happen so long ago; scenes of the same minute play in the order in which they were set. */
type SetScene = (ago: Ago, play: () => Promise<unknown>) => void;

/** The runs of the sample factory, in the three states a run can be in. */
export interface SampleStory {
	readonly mill: Mill;
	readonly finished: Code;
	readonly inProgress: Code;
	readonly pending: Code;
	readonly orders: SampleOrders;
}

const DAY = 24 * 60;

/**
 * Two days at the sock mill, told in the app's own commands, one after the other on a clock that is set back: twelve batches
 * that went all the way, twenty of which every step has some, and eight that wait for their first scan.
 *
 * @param now the present, in milliseconds since 1970
 * @param offset the zone's, in minutes east of UTC
 * @throws Error when a command is refused: the story is wrong
 */
export async function tellStory(devices: MillDevices, now: number, offset: number): Promise<SampleStory> {
	const dayAfter = (days: number): string => wallTime(now + days * DAY * 60_000, offset).slice(0, 10);
	const scenes: { readonly ago: Ago; readonly play: () => Promise<unknown> }[] = [];
	const set: SetScene = (ago, play) => void scenes.push({ ago, play });
	const planned: PlannedRun[] = [];

	devices.setClock(2 * DAY + 60);
	const crew = await gatherCrew(devices);
	const { people, sock, hiking, flows } = crew.mill;
	const orders = await placeOrders(crew, dayAfter);
	set(2 * DAY + 30, async () => {
		const run = await crew.planFor(
			orders.shipped,
			quantity(12_000n, 'pcs'),
			{ item: sock.knitted, each: quantity(1_200n, 'pcs'), batches: 12, flow: flows.sock },
			{ responsible: people.ana, due: dayAfter(0), priority: 2 }
		);
		planned.push(run);
		setFinishedRun(run, crew, set);
	});
	set(2 * DAY + 20, () => crew.becomes(orders.shipped, 'issued'));
	set(DAY, async () => {
		const run = await crew.planFor(
			orders.issued,
			quantity(400n, 'dozen'),
			{ item: hiking.knitted, each: quantity(240n, 'pcs'), batches: 20, flow: flows.hiking },
			{ responsible: people.long, due: dayAfter(1), priority: 1 }
		);
		planned.push(run);
		setRunInProgress(run, crew, set);
	});
	set(DAY - 10, () => crew.becomes(orders.issued, 'issued'));
	set(300, async () => {
		const run = await crew.planFor(
			orders.estimate,
			quantity(4_800n, 'pcs'),
			{ item: sock.knitted, each: quantity(600n, 'pcs'), batches: 8, flow: flows.sock },
			{ responsible: people.ana, due: dayAfter(3), priority: null }
		);
		planned.push(run);
		set(296, () => crew.print(run.batches));
	});
	set(60, () => crew.becomes(orders.shipped, 'shipped'));
	const more = { item: sock.finished, quantity: quantity(6_000n, 'pcs') };
	set(35, () => crew.changeOrder(orders.estimate, { lines: [{ line: 1, wanted: more }] }));

	for (let scene = takeOldest(scenes); scene; scene = takeOldest(scenes)) {
		devices.setClock(scene.ago);
		await scene.play();
	}
	const [finished, inProgress, pending] = planned;
	if (!finished || !inProgress || !pending) throw new Error('a run of the story was not planned');
	return { mill: crew.mill, finished: finished.run, inProgress: inProgress.run, pending: pending.run, orders };
}

/** Which of the finished run's batches was spoilt in the dye, and which was scanned too early by mistake. */
const [SPOILT, MISTAKEN] = [7, 9];

function setFinishedRun({ batches }: PlannedRun, crew: Crew, set: SetScene): void {
	const { machines } = crew.mill;
	set(2 * DAY + 25, () => crew.print(batches));
	batches.forEach((batch, index) => {
		const began = 2 * DAY - 25 * index;
		set(began, () => crew.knit(batch));
		set(began - 110, async () => {
			const dyed = await crew.dye(batch, index % 2 === 0 ? machines.dye1 : machines.dye2);
			if (index === SPOILT) set(began - 300, () => crew.sellAsSeconds(dyed.batch));
		});
		if (index !== SPOILT) set(began - 320, () => crew.finish(batch));
		if (index === MISTAKEN) {
			set(began - 300, async () => {
				const wrong = await crew.finish(batch);
				set(began - 301, () => crew.undoFinish(wrong));
			});
		}
	});
}

/** When its batches came to each step. The later of them are there still: some fresh, some forgotten. */
const KNITTED: readonly Ago[] = [1180, 1090, 960, 820, 780, 600, 470, 330, 250, 640, 310, 190, 95, 40, 8];
const DYED: readonly Ago[] = [1010, 900, 690, 480, 620, 400, 170, 75, 20];
const FINISHED: readonly Ago[] = [760, 500, 300, 90];
/** Its label came off in the steam. */
const UNLABELLED = 10;

function setRunInProgress({ batches }: PlannedRun, crew: Crew, set: SetScene): void {
	const { machines } = crew.mill;
	const batch = (index: number): Code => batches[index] as Code;
	set(DAY - 5, () => crew.print(batches));
	KNITTED.forEach((ago, index) => set(ago, () => crew.knit(batch(index))));
	DYED.forEach((ago, index) => set(ago, () => crew.dye(batch(index), index % 2 === 0 ? machines.dye1 : machines.dye2)));
	FINISHED.forEach((ago, index) => set(ago, () => crew.finish(batch(index))));
	set(130, () => crew.replaceLabel(batch(UNLABELLED)));
}

function takeOldest<Scene extends { readonly ago: Ago }>(scenes: Scene[]): Scene | undefined {
	const oldest = Math.max(...scenes.map(({ ago }) => ago));
	const place = scenes.findIndex(({ ago }) => ago === oldest);
	return place < 0 ? undefined : scenes.splice(place, 1)[0];
}
