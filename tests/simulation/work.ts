import { batches } from '#domain/batch/views.ts';
import { definitions, type Command } from '#domain/catalog.ts';
import { BatchesTransformed, BatchInitialised } from '#domain/batch/batch.ts';
import type { ScanCommand } from '#domain/batch/decide.ts';
import { stepsAfter } from '#domain/flow/route.ts';
import { mintCode, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import type { DefinitionRow } from '#domain/kernel/definition.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { Table } from '#domain/kernel/table.ts';
import { threads } from '#domain/kernel/thread.ts';
import { runs } from '#domain/run/run.ts';
import type { Origin } from '#engine/commit.ts';
import type { Store } from '#ports/store.ts';
import type { Dice } from './random.ts';
import type { Answer, Tab } from './tab.ts';

/** What people do, and how often. */
const ACTS = {
	initialise: 44,
	move: 44,
	undo: 7,
	label: 3,
	close: 5,
	void: 4,
	createRun: 8,
	cancelRun: 0.7,
	define: 3,
	change: 12,
	nonsense: 2
};

const UNITS: readonly Omit<Quantity, 'amount'>[] = [
	{ unit: 'pcs', kind: 'count', ratio: '1' },
	{ unit: 'dozen', kind: 'count', ratio: '12' }
];

const SCREEN: Origin = { by: [], source: null };

/** Somebody does something at one of the tabs, or two people do at the same moment: sometimes the very same thing. */
export async function doWork(tabs: readonly Tab[], dice: Dice): Promise<void> {
	const [first, second] = tabs;
	if (first === undefined) return;
	if (second === undefined || dice.chance(0.5))
		return give(dice.pick(tabs), await choose(first.deps.store, dice), dice);
	const one = await choose(first.deps.store, dice);
	const other = dice.chance(0.4) ? one : await choose(second.deps.store, dice);
	await Promise.all([give(first, one, dice), give(second, other, dice)]);
}

async function give(tab: Tab, command: Command | undefined, dice: Dice): Promise<void> {
	if (command === undefined) return;
	const origin: Origin = { by: await operators(tab.deps.store, dice), source: dice.pick(['camera', 'wedge', 'typed']) };
	const answer = await tab.submit(command, origin);
	const again = answer && answerQuestion(command, answer, dice);
	if (again) await tab.submit(again, origin);
}

/** A station that has to ask gets an answer. */
function answerQuestion(command: Command, answer: Answer, dice: Dice): Command | undefined {
	if (answer.ok || !isScan(command)) return undefined;
	const { error } = answer;
	if (error.type === 'ChooseBatch' && command.type === 'MoveBatch') {
		return { ...command, source: dice.pick(error.batches).id };
	}
	if (error.type === 'ChooseStep') return { ...command, step: dice.pick(error.steps).id, machine: null };
	if (error.type === 'ChooseMachine') return { ...command, machine: dice.pick(error.machines) as Code };
	return undefined;
}

const isScan = (command: Command): command is ScanCommand =>
	command.type === 'InitialiseBatch' || command.type === 'MoveBatch';

async function operators(store: Store, dice: Dice): Promise<Code[]> {
	if (dice.chance(0.4)) return [];
	const people = await rowsOf(store, definitions.person.table);
	return people.length === 0 ? [] : [...new Set([dice.pick(people).id, dice.pick(people).id])];
}

const rowsOf = async <Row>(store: Store, table: Table<Row>): Promise<Row[]> => {
	try {
		return await store.read((reader) => reader.range(table));
	} catch {
		// The tab died under the person's hands.
		return [];
	}
};

async function choose(store: Store, dice: Dice): Promise<Command | undefined> {
	switch (dice.weighted(ACTS)) {
		case 'initialise':
			return initialise(store, dice);
		case 'move':
			return move(store, dice);
		case 'undo':
			return undo(store, dice);
		case 'label': {
			const known = await rowsOf(store, batches);
			if (known.length === 0) return undefined;
			const { id, label } = dice.pick(known);
			return dice.chance(0.5)
				? { type: 'BindLabel', batch: id }
				: { type: 'PrintLabels', labels: [label as Code], kind: 'tag', size: '2x4', copies: 1 };
		}
		case 'close': {
			const open = (await rowsOf(store, batches)).filter(({ state }) => state === 'open');
			return open.length === 0 ? undefined : { type: 'CloseBatch', batch: dice.pick(open).id, reason: words(dice) };
		}
		case 'void': {
			const known = await rowsOf(store, batches);
			return known.length === 0 ? undefined : { type: 'VoidBatch', batch: dice.pick(known).id, reason: words(dice) };
		}
		case 'createRun':
			return createRun(store, dice);
		case 'cancelRun': {
			const known = await rowsOf(store, runs);
			return known.length < 3 ? undefined : { type: 'CancelRun', run: dice.pick(known).id, reason: words(dice) };
		}
		case 'define':
			return define(dice);
		case 'change':
			return change(store, dice);
		case 'nonsense': {
			const batch = mintCode('b', 'zzz' as DeviceNumber, dice.between(0, 1_000));
			return { type: 'InitialiseBatch', batch, station: batch, step: null, machine: null, usual: null };
		}
	}
}

/** Mostly one of the next few batches of the plan, so that people who do not know of each other meet on the same ones. */
async function initialise(store: Store, dice: Dice): Promise<Command | undefined> {
	const known = await rowsOf(store, batches);
	const stations = await rowsOf(store, definitions.station.table);
	const waiting = known.filter(({ state, voided, item }) => state === 'created' && !voided && item);
	const candidates = waiting.length > 0 && dice.chance(0.93) ? waiting : known;
	const batch = candidates[Math.floor(dice.next() ** 2 * Math.min(candidates.length, 30))];
	if (batch === undefined || stations.length === 0) return createRun(store, dice);
	const station = dice.pick(stations).id;
	return { type: 'InitialiseBatch', batch: batch.id, station, step: null, machine: null, usual: null };
}

/** Mostly one of those that have been open for longest, by whatever label it has; at any move station. */
async function move(store: Store, dice: Dice): Promise<Command | undefined> {
	const open = (await rowsOf(store, batches)).filter(({ state, voided }) => state === 'open' && !voided);
	const stations = (await rowsOf(store, definitions.station.table)).filter(({ operation }) => operation === 'move');
	if (open.length === 0 || stations.length === 0) return initialise(store, dice);
	const batch = open[Math.floor(dice.next() ** 2 * Math.min(open.length, 12))];
	if (batch === undefined) return undefined;
	const next = stepsAfter(await rowsOf(store, definitions.step.table), batch.item?.id ?? '');
	const right = stations.filter(({ steps }) => next.some(({ id }) => steps.includes(id)));
	const candidates = right.length > 0 && dice.chance(0.9) ? right : stations;
	const scanned = (dice.chance(0.8) ? batch.label : batch.id) as Code;
	const answers = { source: null, step: null, machine: null, usual: null };
	return { type: 'MoveBatch', batch: scanned, station: dice.pick(candidates).id, ...answers };
}

/** One of the last scans that are known here, whoever made it. */
async function undo(store: Store, dice: Dice): Promise<Command | undefined> {
	const scans = (await rowsOf(store, threads))
		.flatMap(({ entity, facts }) => facts.map((fact) => ({ batch: entity as Code, fact })))
		.filter(({ fact }) => fact.type === BatchInitialised.type || fact.type === BatchesTransformed.type)
		.sort((a, b) => (a.fact.at < b.fact.at ? 1 : -1));
	const chosen = scans[Math.floor(dice.next() ** 2 * Math.min(scans.length, 20))];
	return chosen && { type: 'UndoFact', batch: chosen.batch, fact: chosen.fact.id };
}

async function createRun(store: Store, dice: Dice): Promise<Command | undefined> {
	const items = (await rowsOf(store, definitions.item.table)).filter(
		({ nature, archived }) => nature !== 'material' && !archived
	);
	const machines = await rowsOf(store, definitions.machine.table);
	const people = await rowsOf(store, definitions.person.table);
	if (items.length === 0) return undefined;
	const lines = Array.from({ length: dice.between(1, 2) }, () => ({
		item: dice.pick(items).id,
		each: { amount: String(dice.between(1, 500)), ...dice.pick(UNITS) },
		batches: dice.between(4, 22),
		machines: machines.filter(() => dice.chance(0.3)).map(({ id }) => id),
		flow: null
	}));
	return {
		type: 'CreateRun',
		lines,
		responsible: people.length > 0 && dice.chance(0.5) ? dice.pick(people).id : null,
		due: dice.chance(0.5) ? `2026-12-${dice.between(10, 28)}` : null,
		priority: dice.chance(0.5) ? dice.between(1, 9) : null,
		released: dice.chance(0.95)
	};
}

function define(dice: Dice): Command {
	switch (dice.pick(['item', 'machine', 'person', 'flow'])) {
		case 'item':
			return definitions.item.define(null, { name: words(dice), unit: dice.pick(['pcs', 'dozen']) });
		case 'machine':
			return definitions.machine.define(null, { name: words(dice) });
		case 'person':
			return { ...definitions.person.define(null, { roles: ['operator'] }), personal: { name: words(dice) } };
		default:
			return definitions.flow.define(null, { name: words(dice), steps: [] });
	}
}

/** One of the first few of its kind, so that several people change the same field of the same thing. */
async function change(store: Store, dice: Dice): Promise<Command | undefined> {
	const any = async <Row extends DefinitionRow>(table: Table<Row>): Promise<Code | undefined> => {
		const rows = await rowsOf(store, table);
		return rows[dice.between(0, Math.min(rows.length, 4) - 1)]?.id;
	};
	switch (dice.pick(['item', 'step', 'machine', 'station', 'person', 'device'])) {
		case 'item': {
			const id = await any(definitions.item.table);
			const name = words(dice);
			return id && definitions.item.define(id, dice.chance(0.5) ? { name } : { sku: name, archived: dice.chance(0.1) });
		}
		case 'step': {
			const id = await any(definitions.step.table);
			return id && definitions.step.define(id, { name: words(dice) });
		}
		case 'machine': {
			const id = await any(definitions.machine.table);
			return id && definitions.machine.define(id, { name: words(dice), archived: dice.chance(0.1) });
		}
		case 'station': {
			const id = await any(definitions.station.table);
			const machines = (await rowsOf(store, definitions.machine.table)).map((machine) => machine.id);
			const some = machines.filter(() => dice.chance(0.4));
			return id && definitions.station.define(id, dice.chance(0.5) ? { name: words(dice) } : { machines: some });
		}
		case 'person': {
			const id = await any(definitions.person.table);
			if (id === undefined) return undefined;
			return dice.chance(0.5)
				? { ...definitions.person.define(id, {}), personal: { name: words(dice) } }
				: definitions.person.define(id, { roles: [dice.pick(['operator', 'lead', 'planner', 'quality'])] });
		}
		default: {
			const id = await any(definitions.device.table);
			return id && { ...definitions.device.define(id, {}), personal: { name: words(dice) } };
		}
	}
}

/** Few enough that two people sometimes write the same. */
const words = (dice: Dice): string =>
	`${dice.pick(['left', 'right', 'old', 'new', 'Ünïcode 中'])} ${dice.between(1, 9)}`;

/** The site as it is on its first morning: what is made, how and where, who works here, and the first runs. */
export async function prepareSite(tab: Tab, dice: Dice): Promise<void> {
	const make = async (command: Command): Promise<Code | undefined> => {
		for (let tries = 0; tries < 5; tries++) {
			const answer = await tab.submit(command, SCREEN);
			if (answer?.ok) return answer.value.events[0]?.touches[0] as Code;
		}
		return undefined;
	};
	const [sock, cap, yarn] = [
		await make(definitions.item.define(null, { name: 'Sock', unit: 'pcs', nature: 'part' })),
		await make(definitions.item.define(null, { name: 'Cap', unit: 'dozen', nature: 'product' })),
		await make(definitions.item.define(null, { name: 'Yarn', unit: 'kg', nature: 'material' }))
	];
	if (!sock || !cap || !yarn) return;
	const dozen: Quantity = { amount: '1', unit: 'dozen', kind: 'count', ratio: '12' };
	const kilogram: Quantity = { amount: '3/2', unit: 'kg', kind: 'mass', ratio: '1000' };
	const consumes = [{ item: yarn, quantity: kilogram, allowance: '1/20' }];
	const steps: Code[] = [];
	for (const [name, item] of [
		['Knit', sock],
		['Knit fast', sock],
		['Sew', cap]
	] as const) {
		const id = await make(definitions.step.define(null, { name, consumes, produces: { item, quantity: dozen } }));
		if (id) steps.push(id);
	}
	const machines: Code[] = [];
	for (const name of ['One', 'Two', 'Three']) {
		const id = await make(definitions.machine.define(null, { name }));
		if (id) machines.push(id);
	}
	await make(definitions.station.define(null, { name: 'In', operation: 'init', steps }));
	await make(definitions.station.define(null, { name: 'In 2', operation: 'init', steps, machines }));
	await make(definitions.station.define(null, { name: 'Knitting', operation: 'init', steps: steps.slice(0, 1) }));
	const [dyed, packed] = [
		await make(definitions.item.define(null, { name: 'Sock, dyed', unit: 'pcs', nature: 'part' })),
		await make(definitions.item.define(null, { name: 'Socks, packed', unit: 'dozen', nature: 'product' }))
	];
	if (!dyed || !packed) return;
	const through = (from: Code, to: Code) => ({
		consumes: [{ item: from, quantity: dozen, allowance: null }],
		produces: { item: to, quantity: dozen }
	});
	const dye = await make(definitions.step.define(null, { name: 'Dye', ...through(sock, dyed) }));
	const pack = await make(definitions.step.define(null, { name: 'Pack', ...through(dyed, packed) }));
	if (!dye || !pack) return;
	await make(definitions.station.define(null, { name: 'Dye', operation: 'move', steps: [dye], machines }));
	await make(definitions.station.define(null, { name: 'Pack', operation: 'move', steps: [pack] }));
	await make(definitions.station.define(null, { name: 'Out', operation: 'move', steps: [dye, pack, ...steps] }));
	for (const name of ['Ana', 'Bo', 'Cem']) {
		await make({ ...definitions.person.define(null, { roles: ['operator'] }), personal: { name } });
	}
	for (let count = dice.between(2, 4); count > 0; count--) {
		const run = await createRun(tab.deps.store, dice);
		if (run) await tab.submit(run, SCREEN);
	}
}
