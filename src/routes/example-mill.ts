import { definitions, type Command } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { rational, type Quantity } from '#domain/kernel/quantity.ts';
import { ok, type Result } from '#domain/kernel/result.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';
import type { Recorded } from '#engine/submit.ts';

const { item, machine, person, station, step } = definitions;

type Record<Trouble> = (command: Command) => Promise<Result<Recorded, Trouble>>;

/** A small sock mill as ordinary definitions, each recorded as if somebody had typed it in. Answers the first person's id. */
export async function fillInExampleMill<Trouble>(record: Record<Trouble>): Promise<Result<Code, Trouble>> {
	let trouble: Result<never, Trouble> | undefined;
	/** The id of what was defined; after a trouble nothing more is recorded. */
	async function define(command: Command): Promise<Code> {
		if (trouble) return '' as Code;
		const recorded = await record(command);
		if (recorded.ok) return recorded.value.events[0]?.touches[0] as Code;
		trouble = recorded;
		return '' as Code;
	}

	const ana = await define({ ...person.define(null, { roles: ['operator', 'lead'] }), personal: { name: 'Ana' } });
	await define({ ...person.define(null, { roles: ['operator'] }), personal: { name: 'Ben' } });
	const yarn = await define(
		item.define(null, { name: 'Yarn, merino grey', sku: 'Y-20', nature: 'material', unit: 'kg' })
	);
	const sock = await define(item.define(null, { name: 'Sock, knitted', sku: 'S-40', nature: 'part', unit: 'pcs' }));
	const knit1 = await define(machine.define(null, { name: 'Knit 1' }));
	const knit2 = await define(machine.define(null, { name: 'Knit 2' }));
	const knitting = await define(
		step.define(null, {
			name: 'Knitting',
			consumes: [{ item: yarn, quantity: quantity(1n, 'kg'), allowance: '1/20' }],
			produces: { item: sock, quantity: quantity(20n, 'pcs') }
		})
	);
	await define(
		station.define(null, { name: 'Knitting in', operation: 'init', steps: [knitting], machines: [knit1, knit2] })
	);
	return trouble ?? ok(ana);
}

function quantity(amount: bigint, name: string): Quantity {
	const unit = findUnit(name);
	if (unit === undefined) throw new RangeError(`no unit ${name}`);
	return quantityIn(unit, rational(amount));
}
