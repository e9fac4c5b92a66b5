import { expect } from 'vitest';
import { commonTables, createTestFloor, deliver, differences, type TestFloor } from './floor.ts';

/** A device that knows what `floor` does, and nothing that is recorded from here on until they meet. Its keys come later. */
export async function secondDevice(floor: TestFloor, device = 2): Promise<TestFloor> {
	const other = await createTestFloor({ device });
	await deliver(floor, other);
	other.clock.set(floor.clock.now() + 60_000);
	return other;
}

/** Who heard the same reads the same, byte for byte. */
export async function expectAlike(one: TestFloor, ...others: readonly TestFloor[]): Promise<void> {
	const known = await commonTables(one);
	for (const other of others) expect(differences(known, await commonTables(other))).toEqual([]);
}
