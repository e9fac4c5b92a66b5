import { describe, expect, test } from 'vitest';
import {
	createTestFloor,
	createRun,
	defining,
	deliver,
	initialise,
	line,
	meet,
	planOne,
	workshop
} from '../../../../tests/support/floor.ts';
import { definitions, deciders, type Command } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { ROLES, type Role } from '../kernel/role.ts';
import { guardNeeds } from './guard.ts';

const VERIFIER = `$pbkdf2-sha256$i=600000$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Works at the device, and has shown it by a PIN. */
const proven = (...people: readonly Code[]) => ({ by: people, verified: people, source: null });
/** Works at the device, as the badge says. */
const badge = (...people: readonly Code[]) => ({ by: people, source: null });

/** A workshop with somebody in each role; whoever administers has a PIN. */
async function guardedSite() {
	const floor = await createTestFloor();
	const site = await workshop(floor);
	const define = defining(floor);
	const people = new Map<Role, Code>();
	for (const role of ROLES) people.set(role, await define.person(role, [role]));
	const who = (role: Role): Code => people.get(role) as Code;
	const { batch, run } = await planOne(floor, site.item);
	await floor.record(pin(who('admin')), proven(who('admin')));
	return { floor, ...site, who, batch, run };
}

const pin = (person: Code, verifier: string | null = VERIFIER) =>
	({ type: 'SetPin', person, verifier, temporary: false }) as Command;

describe('a site', () => {
	test('is open while nobody who administers has a PIN', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const operator = await defining(floor).person('Otto');
		await floor.record(pin(operator), badge());
		await floor.record(createRun(line(item, 1)), badge(operator));
	});

	test('asks who it is from the first one on', async () => {
		const { floor, item, who } = await guardedSite();
		const run = createRun(line(item, 1));
		const refused = { ok: false, error: { type: 'NotPermitted', roles: ['lead', 'planner', 'admin'] } };
		expect(await floor.submit(run, badge())).toEqual(refused);
		expect(await floor.submit(run, badge(who('admin')))).toEqual(refused);
		expect(await floor.submit(run, proven(who('operator')))).toEqual(refused);
		await floor.record(run, proven(who('operator'), who('planner')));
	});

	test('a PIN that was checked says nothing about who works here now', async () => {
		const { floor, item, who } = await guardedSite();
		const origin = { by: [who('operator')], verified: [who('planner')], source: null };
		expect(await floor.submit(createRun(line(item, 1)), origin)).toMatchObject({ ok: false });
	});

	test('never asks for what a scan records', async () => {
		const { floor, batch, station } = await guardedSite();
		await floor.record(initialise(batch, station), badge());
		for (const decider of deciders) {
			const scan = { type: decider.command, batch, leave: null } as unknown as Command;
			if (decider.roles === undefined && decider.command !== 'ReleaseHold' && decider.command !== 'ResolveException') {
				expect(guardNeeds(decider, scan)).toEqual([]);
			}
		}
	});

	test('who left may do nothing any more', async () => {
		const { floor, item, who } = await guardedSite();
		await floor.record(definitions.person.define(who('planner'), { archived: true }), proven(who('admin')));
		expect(await floor.submit(createRun(line(item, 1)), proven(who('planner')))).toMatchObject({ ok: false });
	});
});

describe('the last who administers and has a PIN', () => {
	test('stays: nobody could let anybody in again', async () => {
		const { floor, who } = await guardedSite();
		const admin = who('admin');
		const last = { ok: false, error: { type: 'LastOfItsKind', id: admin } };
		expect(await floor.submit(definitions.person.define(admin, { archived: true }), proven(admin))).toEqual(last);
		expect(await floor.submit(definitions.person.define(admin, { roles: ['lead'] }), proven(admin))).toEqual(last);
		await floor.record(definitions.person.define(admin, { roles: ['lead', 'admin'] }), proven(admin));
	});

	test('goes once there is another one', async () => {
		const { floor, who } = await guardedSite();
		const [admin, lead] = [who('admin'), who('lead')];
		await floor.record(definitions.person.define(lead, { roles: ['lead', 'admin'] }), proven(admin));
		expect((await floor.submit(definitions.person.define(admin, { archived: true }), proven(admin))).ok).toBe(false);
		await floor.record(pin(lead), proven(admin));
		await floor.record(definitions.person.define(admin, { archived: true }), proven(admin));
		expect(
			await floor.submit(definitions.person.define(who('operator'), { archived: true }), proven(admin))
		).toMatchObject({
			error: { type: 'NotPermitted' }
		});
	});
});

test('two who take the right from each other, neither knowing, leave a site as it was before the first: whoever comes names one', async () => {
	const { floor: one, who } = await guardedSite();
	const [admin, lead] = [who('admin'), who('lead')];
	await one.record(definitions.person.define(lead, { roles: ['lead', 'admin'] }), proven(admin));
	await one.record(pin(lead), proven(admin));
	const other = await createTestFloor({ device: 2 });
	await deliver(one, other);
	await one.record(pin(lead, null), proven(admin));
	await other.record(definitions.person.define(admin, { archived: true }), proven(lead));
	await meet(one, other);
	for (const floor of [one, other]) {
		expect((await floor.submit(definitions.item.define(null, { name: 'Plate' }), badge())).ok).toBe(true);
	}
	await one.record(pin(lead), badge());
	await meet(one, other);
	for (const floor of [one, other]) {
		expect((await floor.submit(definitions.item.define(null, { name: 'Cap' }), badge())).ok).toBe(false);
	}
});

describe('a badge that stands behind a command', () => {
	test('counts with its PIN only', async () => {
		const { floor, batch, station, who } = await guardedSite();
		await floor.record(pin(who('lead')), proven(who('admin')));
		const leave = { ...initialise(batch, station), leave: { lead: who('lead'), reason: 'rush' } };
		expect(await floor.submit(leave, badge(who('operator')))).toEqual({
			ok: false,
			error: { type: 'NotProven', person: who('lead'), hasPin: true }
		});
		const asked = { by: [who('operator')], verified: [who('lead')], source: null };
		await floor.record(leave, asked);
	});

	test('of somebody without a PIN there is nothing to ask for', async () => {
		const { floor, batch, who } = await guardedSite();
		const placed = await floor.record({ type: 'PlaceHold', on: batch, reason: 'colour' });
		const { hold } = placed.events[0]?.data as { hold: Code };
		const release = { type: 'ReleaseHold', hold, on: null, lead: who('quality'), reason: 'fine' } as const;
		expect(await floor.submit(release, badge(who('quality')))).toEqual({
			ok: false,
			error: { type: 'NotProven', person: who('quality'), hasPin: false }
		});
	});
});

describe('a PIN', () => {
	test('is given by whoever administers, and changed by whom it belongs to', async () => {
		const { floor, who } = await guardedSite();
		const lead = who('lead');
		expect(await floor.submit(pin(lead), badge(lead))).toMatchObject({ ok: false, error: { type: 'NotPermitted' } });
		await floor.record(pin(lead), proven(who('admin')));
		await floor.record(pin(lead), proven(lead));
		expect(await floor.submit(pin(who('planner')), proven(lead))).toMatchObject({ ok: false });
	});
});

describe('what each role may do', () => {
	const commands = ({ item, batch, run, who }: Awaited<ReturnType<typeof guardedSite>>): readonly Command[] => [
		definitions.item.define(null, { name: 'Plate' }),
		definitions.machine.define(null, { name: 'Press' }),
		{ ...definitions.person.define(null, {}), personal: { name: 'Nia' } },
		createRun(line(item, 1)),
		{ type: 'VoidBatch', batch, reason: 'wrong' },
		{ type: 'CancelRun', run, reason: 'wrong' },
		pin(who('operator'))
	];
	const allowed: Readonly<Record<Role, readonly string[]>> = {
		operator: ['SetPin'],
		lead: ['CreateRun', 'VoidBatch', 'CancelRun'],
		quality: ['VoidBatch'],
		planner: ['DefineItem', 'DefineMachine', 'CreateRun', 'VoidBatch', 'CancelRun'],
		admin: ['DefineItem', 'DefineMachine', 'DefinePerson', 'CreateRun', 'VoidBatch', 'CancelRun', 'SetPin']
	};

	test.each(ROLES)('%s', async (role) => {
		const site = await guardedSite();
		const done: string[] = [];
		for (const command of commands(site)) {
			const answer = await site.floor.submit(command, proven(site.who(role)));
			if (answer.ok) done.push(command.type);
			else expect(answer.error).toMatchObject({ type: 'NotPermitted' });
		}
		expect(done).toEqual(allowed[role]);
	});
});
