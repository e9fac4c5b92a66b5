import { definitions, type Command } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { rational, type Quantity } from '#domain/kernel/quantity.ts';
import type { Role } from '#domain/kernel/role.ts';
import type { Production } from '#domain/step/step.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';
import { m } from '#paraglide/messages.js';

const { department, flow, item, machine, person, station, step } = definitions;

/** Records a definition and answers its code. */
export type Define = (command: Command) => Promise<Code>;

/** The codes of everything the mill is made of. */
export type Mill = Awaited<ReturnType<typeof defineMill>>;

/**
 * A sock mill as ordinary definitions, as if somebody had typed them in: knitting → dyeing → finishing for a plain sock and a
 * hiking sock; what was dyed can be sorted and put together on the way. The sample factory and the example that fills a real
 * site are both made of it. Named in the language of whoever asks; the codes depend on the order alone.
 */
export async function defineMill(define: Define) {
	const named = (name: string, roles: readonly Role[]): Promise<Code> =>
		define({ ...person.define(null, { roles }), personal: { name } });
	const people = {
		ana: await named('Ana', ['operator', 'lead', 'planner', 'admin']),
		ben: await named('Ben', ['operator']),
		long: await named('Maria-Magdalena Schwarzenbacher', ['operator', 'quality']),
		planner: await named('Dilek Öztürk', ['planner'])
	};

	const knittingHall = await define(
		department.define(null, { name: m.demo_department_knitting(), location: m.demo_location_knitting() })
	);
	const dyeHouse = await define(
		department.define(null, { name: m.demo_department_dyeing(), location: m.demo_location_dyeing() })
	);
	const finishingRoom = await define(
		department.define(null, { name: m.demo_department_finishing(), location: m.demo_location_finishing() })
	);

	const material = (name: string, sku: string, unit: string): Promise<Code> =>
		define(item.define(null, { name, sku, nature: 'material', unit }));
	const part = (name: string, sku: string): Promise<Code> =>
		define(item.define(null, { name, sku, nature: 'part', unit: 'pcs' }));
	const product = (name: string, sku: string): Promise<Code> =>
		define(item.define(null, { name, sku, nature: 'product', unit: 'pcs' }));
	const yarn = await material(m.demo_item_yarn(), 'Y-20', 'kg');
	const sock = {
		knitted: await part(m.demo_item_knitted(), 'S-40'),
		dyed: await part(m.demo_item_dyed(), 'S-41'),
		finished: await product(m.demo_item_finished(), 'S-42')
	};
	const dye = await material(m.demo_item_dye(), 'D-07', 'kg');
	const hiking = {
		knitted: await part(m.demo_item_hiking_knitted(), 'H-60'),
		dyed: await part(m.demo_item_hiking_dyed(), 'H-61'),
		finished: await product(m.demo_item_hiking_finished(), 'H-62')
	};

	const machineIn = (home: Code, name: string): Promise<Code> =>
		define(machine.define(null, { name, department: home }));
	const machines = {
		knit1: await machineIn(knittingHall, m.demo_machine_knit({ number: 1 })),
		knit2: await machineIn(knittingHall, m.demo_machine_knit({ number: 2 })),
		dye1: await machineIn(dyeHouse, m.demo_machine_dye({ number: 1 })),
		dye2: await machineIn(dyeHouse, m.demo_machine_dye_long({ number: 2 })),
		board: await machineIn(finishingRoom, m.demo_machine_board({ number: 1 }))
	};

	const stepOf = (
		name: string,
		plannedMinutes: number,
		made: Production,
		...used: readonly Production[]
	): Promise<Code> =>
		define(
			step.define(null, {
				name,
				produces: made,
				consumes: used.map((input) => ({ ...input, allowance: input.item === yarn ? '1/20' : null })),
				plannedMinutes
			})
		);
	const steps = {
		knitting: await stepOf(m.demo_step_knitting(), 90, of(sock.knitted, 20n, 'pcs'), of(yarn, 1n, 'kg')),
		dyeing: await stepOf(
			m.demo_step_dyeing(),
			180,
			of(sock.dyed, 1n, 'pcs'),
			of(sock.knitted, 1n, 'pcs'),
			of(dye, 1n, 'g')
		),
		finishing: await stepOf(m.demo_step_finishing(), 45, of(sock.finished, 1n, 'pcs'), of(sock.dyed, 1n, 'pcs'))
	};
	const hikingSteps = {
		knitting: await stepOf(m.demo_step_hiking_knitting(), 150, of(hiking.knitted, 12n, 'pcs'), of(yarn, 1n, 'kg')),
		dyeing: await stepOf(
			m.demo_step_hiking_dyeing(),
			180,
			of(hiking.dyed, 1n, 'pcs'),
			of(hiking.knitted, 1n, 'pcs'),
			of(dye, 2n, 'g')
		),
		finishing: await stepOf(
			m.demo_step_hiking_finishing(),
			60,
			of(hiking.finished, 1n, 'pcs'),
			of(hiking.dyed, 1n, 'pcs')
		)
	};
	const flows = {
		sock: await define(flow.define(null, { name: m.demo_flow_sock(), steps: Object.values(steps) })),
		hiking: await define(flow.define(null, { name: m.demo_flow_hiking(), steps: Object.values(hikingSteps) }))
	};

	const stations = {
		knitting: await define(
			station.define(null, {
				name: m.demo_station_knitting(),
				department: knittingHall,
				operation: 'init',
				steps: [steps.knitting, hikingSteps.knitting],
				machines: [machines.knit1, machines.knit2]
			})
		),
		dyeing: await define(
			station.define(null, {
				name: m.demo_station_dyeing(),
				department: dyeHouse,
				operation: 'move',
				steps: [steps.dyeing, hikingSteps.dyeing],
				machines: [machines.dye1, machines.dye2]
			})
		),
		finishing: await define(
			station.define(null, {
				name: m.demo_station_finishing(),
				department: finishingRoom,
				operation: 'move',
				steps: [steps.finishing, hikingSteps.finishing],
				machines: [machines.board]
			})
		),
		sorting: await define(
			station.define(null, {
				name: m.demo_station_sorting(),
				department: finishingRoom,
				operation: 'split',
				steps: [steps.dyeing, hikingSteps.dyeing]
			})
		),
		merging: await define(
			station.define(null, {
				name: m.demo_station_merging(),
				department: finishingRoom,
				operation: 'merge',
				steps: [steps.dyeing, hikingSteps.dyeing]
			})
		)
	};
	return { people, sock, hiking, machines, flows, stations };
}

const of = (what: Code, amount: bigint, unit: string): Production => ({ item: what, quantity: quantity(amount, unit) });

export function quantity(amount: bigint, name: string): Quantity {
	const unit = findUnit(name);
	if (unit === undefined) throw new RangeError(`no unit ${name}`);
	return quantityIn(unit, rational(amount));
}
