import { afterEach, expect, test } from 'vitest';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { deleteDatabase } from '#adapters/dexie/delete-database.ts';
import { createPbkdf2 } from '#adapters/pin/pbkdf2.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { allTables } from '#engine/tables.ts';
import { createTestClock, createTestFloor, createTestRandom, defining } from '../../../tests/support/floor.ts';
import { createPinCheck, type PinCheck } from './pin-check.ts';

const NAME = 'pin-check-test';
const random = createTestRandom(5);
const hasher = createPbkdf2({ random, rounds: 10_000 });

afterEach(() => deleteDatabase(NAME));

test('wrong PINs are on the disk before they are answered: another start of the browser goes on counting', async () => {
	const office = await createTestFloor();
	const ben = await defining(office).person('Ben');
	const hash = await hasher.hash('271828');
	await office.record({ type: 'SetPin', person: ben, verifier: hash.ok ? hash.value : '', temporary: false });
	const documents = await office.documents();

	const open = () => createDexieStore({ name: NAME, durability: 'strict', tables: allTables });
	const wrongTimes = async (check: PinCheck, from: number, to: number): Promise<void> => {
		for (let failed = from; failed < to; failed++) {
			expect(await check.attempt(ben, '314159')).toEqual({ type: 'wrong', failed: failed + 1 });
		}
	};

	const first = await open();
	const deps = { store: first, clock: createTestClock(), random };
	await ingest(deps, readIncoming(documents, deps.clock.now()), null);
	await wrongTimes(createPinCheck({ store: first, hasher, elapsed: () => 0 }), 0, 3);
	first.close();

	const second = await open();
	const check = createPinCheck({ store: second, hasher, elapsed: () => 0 });
	expect(await check.standing(ben)).toEqual({ type: 'free', failed: 3 });
	await wrongTimes(check, 3, 5);
	second.close();

	const third = await open();
	const later = createPinCheck({ store: third, hasher, elapsed: () => 1e9 });
	expect(await later.attempt(ben, '271828')).toEqual({ type: 'waiting', milliseconds: 30_000 });
	third.close();
});
