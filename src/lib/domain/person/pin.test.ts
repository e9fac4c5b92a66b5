import { describe, expect, it } from 'vitest';
import {
	commonTables,
	createTestClock,
	createTestFloor,
	defining,
	deliver,
	differences,
	meet,
	MONDAY,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { personalTexts } from '#engine/tables.ts';
import { definitions, eventSpecOf } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { personalId } from '../kernel/personal.ts';
import { readData } from '../kernel/view.ts';
import { pins, type PinRow } from './pin.ts';

const verifier = (salt: string, rounds = 600_000): string =>
	`$pbkdf2-sha256$i=${rounds}$${salt.repeat(22)}$${'h'.repeat(43)}`;

const setPin = (person: Code, text: string | null, temporary = false) =>
	({ type: 'SetPin', person, verifier: text, temporary }) as const;

async function office() {
	const floor = await createTestFloor();
	const define = defining(floor);
	return { floor, define, ada: await define.person('Ada', ['admin']), ben: await define.person('Ben') };
}

async function pinOf({ row }: TestFloor, person: Code): Promise<PinRow> {
	const found = await row(pins, person);
	if (!found) throw new Error(`no row of ${person}`);
	return found;
}

async function verifierOf(floor: TestFloor, person: Code): Promise<string | null> {
	const { verifier: ref } = await pinOf(floor, person);
	return ref && ((await floor.row(personalTexts, personalId(ref)))?.text ?? null);
}

describe('a PIN', () => {
	it('is none until one is set, and what it is checked by stands apart from the event', async () => {
		const { floor, ben } = await office();
		expect(await pinOf(floor, ben)).toMatchObject({ verifier: null, set: null });
		const { events } = await floor.record(setPin(ben, verifier('a')));
		expect(events).toMatchObject([
			{ type: 'PinSet', v: 1, stream: 'site', touches: [ben], data: { person: ben, temporary: false } }
		]);
		expect(JSON.stringify(events)).not.toContain('pbkdf2');
		expect(await verifierOf(floor, ben)).toBe(verifier('a'));
		expect(await pinOf(floor, ben)).toMatchObject({ set: { event: events[0]?._id } });
	});

	it('that somebody else gave is to be changed', async () => {
		const { floor, ben } = await office();
		await floor.record(setPin(ben, verifier('a'), true));
		expect(await pinOf(floor, ben)).toMatchObject({ temporary: true });
		await floor.record(setPin(ben, verifier('b')));
		expect(await pinOf(floor, ben)).toMatchObject({ temporary: false });
	});

	it('is the one that was set last, and can be taken away', async () => {
		const { floor, ben } = await office();
		await floor.record(setPin(ben, verifier('a')));
		await floor.record(setPin(ben, verifier('b')));
		expect(await verifierOf(floor, ben)).toBe(verifier('b'));
		await floor.record(setPin(ben, null));
		expect(await pinOf(floor, ben)).toMatchObject({ verifier: null });
		expect(await floor.refusal(setPin(ben, null))).toMatchObject({ type: 'NoPin', person: ben });
	});

	it('is never stored as it is typed, nor for somebody who is not known here', async () => {
		const { floor, ben } = await office();
		for (const text of ['', '271828', '$plain$271828', verifier('a') + '\n', verifier('').slice(0, -30)]) {
			expect(await floor.refusal(setPin(ben, text))).toMatchObject({ type: 'VerifierMalformed' });
		}
		const nobody = 'p00z000001' as Code;
		expect(await floor.refusal(setPin(nobody, verifier('a')))).toMatchObject({ type: 'PersonUnknown' });
		expect(await floor.refusal(setPin(nobody, null))).toMatchObject({ type: 'NoPin' });
	});

	it('is not set where no device could check it', async () => {
		const { floor, ben } = await office();
		for (const text of [verifier('a', 9_999), verifier('a', 5_000_001), verifier('a').replace('sha256', 'sha1')]) {
			expect(await floor.refusal(setPin(ben, text))).toMatchObject({ type: 'VerifierMalformed' });
		}
	});

	it('of the last admin who has one is not taken away', async () => {
		const { floor, define, ada, ben } = await office();
		const cleo = await define.person('Cleo', ['admin']);
		// Nobody has shown who they are before the first one; from then on an admin does.
		await floor.record(setPin(ada, verifier('a')));
		const by = (admin: Code) => ({ by: [admin], source: null, verified: [admin] });
		await floor.record(setPin(ben, verifier('b')), by(ada));
		const last = (person: Code) => ({ ok: false, error: { feature: 'pin', type: 'LastAdmin', person } });
		expect(await floor.submit(setPin(ada, null), by(ada))).toEqual(last(ada));
		await floor.record(setPin(cleo, verifier('c')), by(ada));
		await floor.record(setPin(ada, null), by(ada));
		expect(await floor.submit(setPin(cleo, null), by(cleo))).toEqual(last(cleo));
		await floor.record(setPin(ben, null), by(cleo));
	});

	it('leaves the person as they are defined, and a change of that leaves the PIN', async () => {
		const { floor, ben } = await office();
		const { revision } = (await floor.row(definitions.person.table, ben))!;
		await floor.record(setPin(ben, verifier('a')));
		expect(await floor.row(definitions.person.table, ben)).toMatchObject({ revision, heads: [revision] });
		await floor.record(definitions.person.define(ben, { roles: ['lead'] }));
		expect(await floor.row(definitions.person.table, ben)).toMatchObject({ roles: ['lead'], exceptions: [] });
		expect(await verifierOf(floor, ben)).toBe(verifier('a'));
	});
});

describe('a PIN that two devices set', () => {
	it('is the same one on both, in whatever order they hear of it, and nothing is to be decided', async () => {
		const { floor: one, ben } = await office();
		const other = await createTestFloor({ device: 2, clock: createTestClock(MONDAY + 600_000) });
		await deliver(one, other);
		await one.record(setPin(ben, verifier('a')));
		await other.record(setPin(ben, verifier('b')));
		await meet(one, other);
		expect(await verifierOf(one, ben)).toBe(verifier('b'));
		expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
		expect(await pinOf(one, ben)).toMatchObject({ exceptions: [] });

		const third = await createTestFloor({ device: 3 });
		for (const document of (await one.documents()).toReversed()) await third.receive([document]);
		expect(differences(await commonTables(third), await commonTables(one))).toEqual([]);

		// The clock of the first is behind, and it knows the other's.
		await one.record(setPin(ben, verifier('c')));
		await meet(one, other);
		expect(await verifierOf(other, ben)).toBe(verifier('c'));
	});
});

it('that one device takes away while another one changes it is gone', async () => {
	const { floor: one, ben } = await office();
	await one.record(setPin(ben, verifier('a')));
	const other = await createTestFloor({ device: 2, clock: createTestClock(MONDAY + 600_000) });
	await deliver(one, other);
	await one.record(setPin(ben, null));
	await other.record(setPin(ben, verifier('b')));
	await meet(one, other);
	expect(await pinOf(one, ben)).toMatchObject({ verifier: null });
	expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
	await one.record(setPin(ben, verifier('c')));
	await meet(one, other);
	expect(await verifierOf(other, ben)).toBe(verifier('c'));
});

it('the record of a PIN names a personal text and nothing else', () => {
	const read = (text: unknown, temporary = false) =>
		readData(eventSpecOf('PinSet'), { v: 1, data: { person: 'p001000001', verifier: text, temporary } });
	expect(read({ personal: 'a'.repeat(26) })).toBeDefined();
	expect(read(null)).toBeDefined();
	expect(read(null, true)).toBeUndefined();
	expect(read(verifier('a'))).toBeUndefined();
	expect(read(undefined)).toBeUndefined();
});
