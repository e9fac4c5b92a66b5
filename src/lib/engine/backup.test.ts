import { describe, expect, it } from 'vitest';
import { createTestFloor, type TestFloor } from '../../../tests/support/floor.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { person } from '#domain/person/person.ts';
import type { CopiedDocument, OutboxCopy } from '#ports/outbox-copy.ts';
import { writeBackup } from './backup.ts';
import { bringIn as bringInto } from './bring-in.ts';
import { events, meta, outbox, personalTexts, quarantine, type Account } from './tables.ts';

const copyOf = (documents: readonly CopiedDocument[]): OutboxCopy => ({
	keep: () => Promise.resolve(),
	drop: () => Promise.resolve(),
	all: () => Promise.resolve(documents),
	close: () => undefined
});
const broken = (what: string) => () => Promise.reject(new Error(what));

/** A device of a site. `courierFor`: the numbers of the devices that it stands in for. */
async function createDevice(device: number, courierFor: string[] = [], uuid = 'site'): Promise<TestFloor> {
	const floor = await createTestFloor({ device });
	const roles = ['device', ...courierFor.map((number) => `courier:${number}`)];
	const account: Account = { name: 'account', user: '', password: '', roles, uuid, database: '' };
	await floor.store.write((writer) => writer.put(meta, [account]));
	return floor;
}

async function addPerson(floor: TestFloor, name: string): Promise<void> {
	await floor.record({ ...person.define(null, {}), personal: { name } });
}

const backupOf = (floor: TestFloor, copied: readonly CopiedDocument[] = []): Promise<string> =>
	writeBackup({ store: floor.store, copy: copyOf(copied) });

const bringIn = (floor: TestFloor, file: string) => bringInto({ ...floor, copy: copyOf([]) }, file);

describe('a backup file', () => {
	it('holds everything unsent, refused things and texts too, and nothing that was sent', async () => {
		const floor = await createDevice(1);
		for (const name of ['Ada', 'Bo', 'Cy']) await addPerson(floor, name);
		const [sent, refused] = await floor.rows(outbox);
		await floor.store.write(async (writer) => {
			await writer.remove(
				outbox,
				[sent, refused].map((row) => [row!.device, row!.epoch, row!.seq])
			);
			await writer.put(quarantine, [
				{ id: `refused ${refused!.event}`, direction: 'refused', reason: '', document: '', since: 0 }
			]);
		});
		const { documents, site } = JSON.parse(await backupOf(floor));
		const texts = (documents as { text?: string }[]).flatMap(({ text }) => text ?? []);
		expect([site, texts.toSorted(), documents.length]).toEqual(['site', ['Bo', 'Cy'], 4]);
	});

	it('is made of the store alone, of its copy alone, or of both, each document once', async () => {
		const floor = await createDevice(1);
		await addPerson(floor, 'Ada');
		const documents = await floor.documents();
		const store = { ...floor.store, read: broken('the store is gone') };
		const unreadable = { ...copyOf([]), all: broken('the copy is gone') };
		const files = await Promise.all([
			writeBackup({ store: floor.store, copy: unreadable }),
			writeBackup({ store, copy: copyOf(documents) }),
			writeBackup({ store: floor.store, copy: copyOf(documents) })
		]);
		expect(files.map((file) => JSON.parse(file).documents.length)).toEqual([2, 2, 2]);
		await expect(writeBackup({ store, copy: unreadable })).rejects.toThrow('the store is gone');
	});
});

describe('what is brought in from a backup file', () => {
	it('is here, with its texts, and waits to be sent under the name of who made it', async () => {
		const old = await createDevice(1);
		await addPerson(old, 'Ada');
		await addPerson(old, 'Bo');
		const fresh = await createDevice(2, ['001']);
		const file = await backupOf(old);
		expect(await bringIn(fresh, file)).toEqual({ ok: true, value: { taken: 2, known: 0, unread: 0 } });
		expect((await fresh.rows(outbox)).map(({ device }) => device)).toEqual(['001', '001']);
		expect((await fresh.rows(personalTexts)).map(({ text }) => text).toSorted()).toEqual(['Ada', 'Bo']);
		expect(await fresh.identity()).toMatchObject({ device: '002', seq: 0 });
		expect(await bringIn(fresh, file)).toEqual({ ok: true, value: { taken: 0, known: 2, unread: 0 } });
		expect(await fresh.rows(outbox)).toHaveLength(2);
	});

	it('is copied a second time while it is unsent, and no name that may have been erased since', async () => {
		const old = await createDevice(1);
		await addPerson(old, 'Ada');
		const fresh = await createDevice(2, ['001']);
		const kept: CopiedDocument[] = [];
		const copy: OutboxCopy = { ...copyOf([]), keep: async (documents) => void kept.push(...documents) };
		const file = await backupOf(old);
		await bringInto({ ...fresh, copy }, file);
		expect(kept).toHaveLength(2);
		await bringInto({ ...fresh, copy }, file);
		expect(kept).toHaveLength(2);
	});

	it('is nothing that this device may not speak for', async () => {
		const old = await createDevice(1);
		await addPerson(old, 'Ada');
		const other = await createDevice(2, ['003']);
		expect(await bringIn(other, await backupOf(old))).toEqual({
			ok: false,
			error: { type: 'NotCourier', devices: ['001'] }
		});
		expect(await other.rows(events)).toEqual([]);
	});

	it('is nothing of another site', async () => {
		const old = await createDevice(1, [], 'elsewhere');
		await addPerson(old, 'Ada');
		const answer = await bringIn(await createDevice(2, ['001']), await backupOf(old));
		expect(answer).toEqual({ ok: false, error: { type: 'OtherSite' } });
	});

	it('is also of a file that does not say its site', async () => {
		const old = await createDevice(1);
		await addPerson(old, 'Ada');
		const { site: _, ...older } = JSON.parse(await backupOf(old));
		expect((await bringIn(await createDevice(2, ['001']), JSON.stringify(older))).ok).toBe(true);
	});

	it('is nothing on a device that belongs to no site', async () => {
		const old = await createDevice(1);
		const stranger = await createTestFloor({ device: 2 });
		expect(await bringIn(stranger, await backupOf(old))).toEqual({ ok: false, error: { type: 'NotEnrolled' } });
	});

	it.each([
		['no JSON', 'labels;1;2', 'NoBackup'],
		['cut off', '{"floorbook":"backup","version":1,"documents":[{"_id":', 'NoBackup'],
		['something else', '{"version":1,"documents":[]}', 'NoBackup'],
		['null', 'null', 'NoBackup'],
		['full of other things', '{"floorbook":"backup","version":1,"documents":[1]}', 'NoBackup'],
		['of a later version', '{"floorbook":"backup","version":2}', 'NewerBackup']
	])('is nothing when the file is %s', async (_, text, type) => {
		expect(await bringIn(await createDevice(2), text)).toEqual({ ok: false, error: { type } });
	});

	it('leaves out what was tampered with, and keeps it where people see it', async () => {
		const old = await createDevice(1);
		await addPerson(old, 'Ada');
		await addPerson(old, 'Bo');
		const file = JSON.parse(await backupOf(old)) as { documents: FloorEvent[] };
		const documents = file.documents.map((document) =>
			document.seq === 1 ? { ...document, station: 's0000000000' } : document
		);
		const fresh = await createDevice(2, ['001']);
		expect(await bringIn(fresh, JSON.stringify({ ...file, documents }))).toEqual({
			ok: true,
			value: { taken: 1, known: 0, unread: 1 }
		});
		expect(await fresh.rows(quarantine)).toHaveLength(1);
	});

	it('of this very device and later than what it holds, makes it go on under a new epoch', async () => {
		const floor = await createDevice(1);
		await addPerson(floor, 'Ada');
		const later = await createDevice(1);
		await addPerson(later, 'Ada');
		await addPerson(later, 'Bo');
		const { epoch } = await floor.identity();
		const answer = await bringIn(floor, await backupOf(later));
		expect(answer).toMatchObject({ ok: true });
		expect((await floor.identity()).epoch).not.toBe(epoch);
	});
});
