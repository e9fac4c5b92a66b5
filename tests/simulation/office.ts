import { definitions, type Command } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { DefinitionRow } from '#domain/kernel/definition.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { Table } from '#domain/kernel/table.ts';
import type { StepFields } from '#domain/step/step.ts';
import type { Origin } from '#engine/commit.ts';
import type { Store } from '#ports/store.ts';
import type { Size } from './plan.ts';
import type { Dice } from './random.ts';
import { rowsOf, words } from './rows.ts';
import type { Desk } from './tab.ts';

const UNITS: readonly Omit<Quantity, 'amount'>[] = [
	{ unit: 'pcs', kind: 'count', ratio: '1' },
	{ unit: 'dozen', kind: 'count', ratio: '12' }
];

const SCREEN: Origin = { by: [], source: null };

export async function createRun(store: Store, dice: Dice): Promise<Command | undefined> {
	const items = (await rowsOf(store, definitions.item.table)).filter(
		({ nature, archived }) => nature !== 'material' && !archived
	);
	const machines = await rowsOf(store, definitions.machine.table);
	const people = await rowsOf(store, definitions.person.table);
	if (items.length === 0) return undefined;
	const lines = Array.from({ length: dice.between(1, 2) }, () => ({
		item: dice.pick(items).id,
		each: { amount: String(dice.chance(0.6) ? dice.pick([24, 60]) : dice.between(1, 500)), ...dice.pick(UNITS) },
		batches: dice.between(2, 16),
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

export function define(dice: Dice): Command {
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
export async function change(store: Store, dice: Dice): Promise<Command | undefined> {
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
				: definitions.person.define(id, {
						roles: [dice.pick(['operator', 'lead', 'lead', 'planner', 'quality'])],
						archived: dice.chance(0.3)
					});
		}
		default: {
			const id = await any(definitions.device.table);
			return id && { ...definitions.device.define(id, {}), personal: { name: words(dice) } };
		}
	}
}

/** The site as it is on its first morning: what is made, how and where, who works here, and the first runs. A small one has less of each. */
export async function prepareSite(tab: Desk, dice: Dice, size: Size): Promise<void> {
	const isFull = size === 'full';
	const make = async (command: Command): Promise<Code | undefined> => {
		for (let tries = 0; tries < 5; tries++) {
			const answer = await tab.submit(command, SCREEN);
			if (answer?.ok) return answer.value.events[0]?.touches[0] as Code;
		}
		return undefined;
	};
	const [sock, yarn] = [
		await make(definitions.item.define(null, { name: 'Sock', unit: 'pcs', nature: 'part' })),
		await make(definitions.item.define(null, { name: 'Yarn', unit: 'kg', nature: 'material' }))
	];
	if (!sock || !yarn) return;
	const cap = isFull && (await make(definitions.item.define(null, { name: 'Cap', unit: 'dozen', nature: 'product' })));
	const dozen: Quantity = { amount: '1', unit: 'dozen', kind: 'count', ratio: '12' };
	const kilogram: Quantity = { amount: '3/2', unit: 'kg', kind: 'mass', ratio: '1000' };
	const consumes = [{ item: yarn, quantity: kilogram, allowance: '1/20' }];
	const steps: Code[] = [];
	const making: readonly (readonly [string, Code])[] = [
		['Knit', sock],
		...(cap
			? ([
					['Knit fast', sock],
					['Sew', cap]
				] as const)
			: [])
	];
	for (const [name, item] of making) {
		const id = await make(definitions.step.define(null, { name, consumes, produces: { item, quantity: dozen } }));
		if (id) steps.push(id);
	}
	const machines: Code[] = [];
	for (const name of isFull ? ['One', 'Two', 'Three'] : ['One', 'Two']) {
		const id = await make(definitions.machine.define(null, { name }));
		if (id) machines.push(id);
	}
	await make(definitions.station.define(null, { name: 'In', operation: 'init', steps }));
	await make(definitions.station.define(null, { name: 'In 2', operation: 'init', steps, machines }));
	if (isFull) {
		await make(definitions.station.define(null, { name: 'Knitting', operation: 'init', steps: steps.slice(0, 1) }));
	}
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
	if (isFull) {
		await make(definitions.station.define(null, { name: 'Out', operation: 'move', steps: [dye, pack, ...steps] }));
	}
	await prepareJoining(make, dyed, { consumes, dozen });
	for (const [name, role] of [
		['Ana', 'operator'],
		['Bo', 'operator'],
		['Cem', 'lead'],
		['Dee', 'lead'],
		['Eli', 'quality']
	] as const) {
		await make({ ...definitions.person.define(null, { roles: [role] }), personal: { name } });
	}
	for (let count = isFull ? dice.between(2, 4) : 2; count > 0; count--) {
		const run = await createRun(tab.deps.store, dice);
		if (run) await tab.submit(run, SCREEN);
	}
}

/** Where batches are graded, put together, and joined with another part. */
async function prepareJoining(
	make: (command: Command) => Promise<Code | undefined>,
	dyed: Code,
	{ consumes, dozen }: { readonly consumes: StepFields['consumes']; readonly dozen: Quantity }
): Promise<void> {
	await make(definitions.station.define(null, { name: 'Grade', operation: 'split' }));
	const [tag, gift] = [
		await make(definitions.item.define(null, { name: 'Tag', unit: 'pcs', nature: 'part' })),
		await make(definitions.item.define(null, { name: 'Gift', unit: 'dozen', nature: 'product' }))
	];
	if (!tag || !gift) return;
	const print = await make(
		definitions.step.define(null, { name: 'Print tags', consumes, produces: { item: tag, quantity: dozen } })
	);
	const join = await make(
		definitions.step.define(null, {
			name: 'Tie tags',
			consumes: [dyed, tag].map((item) => ({ item, quantity: dozen, allowance: null })),
			produces: { item: gift, quantity: dozen }
		})
	);
	if (!print || !join) return;
	await make(definitions.station.define(null, { name: 'Tags', operation: 'init', steps: [print] }));
	await make(definitions.station.define(null, { name: 'Tie', operation: 'move', steps: [join] }));
	await make(definitions.station.define(null, { name: 'Collect', operation: 'merge', steps: [join] }));
}
