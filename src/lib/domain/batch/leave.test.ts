import { describe, expect, test } from 'vitest';
import {
	batchRow,
	createRun,
	createTestFloor,
	exceptionsOf,
	initialise,
	line,
	mill,
	moveTo,
	planOne,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { personalId } from '../kernel/personal.ts';
import { personalTexts } from '#engine/tables.ts';
import type { BatchesTransformedData } from './batch.ts';

/** A knitted batch, a planned one, a station for something else, and people who may and may not let a rule pass. */
async function ledMill() {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const { define, items, knitting } = site;
	const people = {
		lead: await define.person('Lea', ['lead']),
		quality: await define.person('Quinn', ['quality']),
		operator: await define.person('Otto')
	};
	const felt = await define.item('Felt');
	const felting = await define.step('Felting', {
		produces: { item: felt, quantity: { amount: '1', unit: 'pcs', kind: 'count', ratio: '1' } }
	});
	const elsewhere = await define.station('Felting', { steps: [felting] });
	const { run, batch } = await planOne(floor, items.knitted);
	await floor.record(initialise(batch, knitting));
	const { batch: planned } = await planOne(floor, items.knitted);
	return { floor, ...site, ...people, elsewhere, run, batch, planned };
}

type Site = Awaited<ReturnType<typeof ledMill>>;
type Command = Parameters<TestFloor['record']>[0] & { readonly type: 'InitialiseBatch' | 'MoveBatch' };

const withLeave = (command: Command, lead: Code, reason = 'agreed with planning'): Command => ({
	...command,
	leave: { lead, reason }
});

const unreleased = async ({ floor, items, knitting }: Site): Promise<Command> => {
	const { events } = await floor.record({ ...createRun(line(items.knitted, 1)), released: false });
	return initialise(events.at(-1)?.touches.find((code) => code.startsWith('b')) as Code, knitting);
};

const RULES: readonly (readonly [rule: string, scan: (site: Site) => Command | Promise<Command>])[] = [
	['BatchNotStarted', ({ planned, dyeing }) => moveTo(dyeing, planned)],
	['NotAMoveStation', ({ batch, knitting }) => moveTo(knitting, batch)],
	['NotAnInitStation', ({ planned, dyeing }) => initialise(planned, dyeing)],
	['RunNotReleased', unreleased],
	['WrongStation', ({ batch, finishing }) => moveTo(finishing, batch)],
	['WrongStation', ({ planned, elsewhere }) => initialise(planned, elsewhere)],
	[
		'RunOnHold',
		async ({ floor, run, batch, dyeing, lead }) => {
			const { events } = await floor.record({ type: 'PlaceHold', on: run, reason: 'felt is missing' });
			const hold = (events[0]?.data as unknown as { readonly hold: Code }).hold;
			await floor.record({ type: 'ReleaseHold', hold, on: batch, lead, reason: 'this one is good' });
			return moveTo(dyeing, batch);
		}
	]
];

describe('with a lead’s leave', () => {
	test.each(RULES)('%s is let pass, and the record names it, the lead and the reason', async (rule, scan) => {
		const site = await ledMill();
		const { floor, lead, operator } = site;
		const command = await scan(site);
		expect(await floor.refusal(command)).toMatchObject({ type: rule });
		const { events } = await floor.record(withLeave(command, lead), { by: [operator], source: null });
		const { override } = events[0]?.data as unknown as BatchesTransformedData;
		expect(override).toMatchObject({ lead });
		expect(override?.rules).toContain(rule);
		expect(events[0]?.by).toEqual(expect.arrayContaining([lead, operator]));
		const text = override?.reason.text;
		expect(text && (await floor.row(personalTexts, personalId(text)))).toMatchObject({ text: 'agreed with planning' });
	});

	test('a batch on hold is released first, so that nothing is left to decide', async () => {
		const { floor, batch, dyeing, lead } = await ledMill();
		await floor.record({ type: 'PlaceHold', on: batch, reason: 'colour' });
		const command = moveTo(dyeing, batch);
		expect(await floor.refusal(command)).toMatchObject({ type: 'BatchOnHold' });
		const { events } = await floor.record(withLeave(command, lead));
		expect(events.map(({ type }) => type)).toEqual(['HoldReleased', 'BatchesTransformed']);
		expect(await batchRow(floor, batch)).toMatchObject({ holds: [], closed: { how: 'used' } });
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('that was not needed, the record says nothing of it', async () => {
		const { floor, batch, dyeing, lead } = await ledMill();
		const { events } = await floor.record(withLeave(moveTo(dyeing, batch), lead));
		expect(events[0]?.data).not.toHaveProperty('override');
	});

	test('what makes no sense stays refused', async () => {
		const { floor, planned, knitting, lead } = await ledMill();
		await floor.record(voidBatch(planned));
		expect(await floor.refusal(withLeave(initialise(planned, knitting), lead))).toMatchObject({ type: 'BatchVoid' });
	});
});

describe('no leave', () => {
	test.each(['operator', 'quality'] as const)('is the badge of %s', async (role) => {
		const site = await ledMill();
		const { floor, batch, finishing } = site;
		const command = withLeave(moveTo(finishing, batch), site[role]);
		expect(await floor.refusal(command)).toEqual({ type: 'NotALead', person: site[role] });
	});

	test('is that of a lead who no longer works here', async () => {
		const { floor, batch, finishing, lead } = await ledMill();
		await floor.record(definitions.person.define(lead, { archived: true }));
		expect(await floor.refusal(withLeave(moveTo(finishing, batch), lead))).toMatchObject({ type: 'NotALead' });
	});

	test('is one without a reason', async () => {
		const { floor, batch, finishing, lead } = await ledMill();
		expect(await floor.refusal(withLeave(moveTo(finishing, batch), lead, ' '))).toEqual({ type: 'ReasonMissing' });
	});
});
