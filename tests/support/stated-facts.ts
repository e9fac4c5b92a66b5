import type { Draft } from '#domain/kernel/decider.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { commitDrafts } from '#engine/commit.ts';
import { meta, type Identity } from '#engine/tables.ts';
import { NOBODY, type TestFloor } from './floor.ts';

/** Records facts that no command of this version states, as the device's own; one that readers could not read fails the test. */
export function state({ store, clock }: TestFloor, ...drafts: readonly Draft[]): Promise<readonly FloorEvent[]> {
	clock.advance(1000);
	return store.write(async (writer) => {
		const identity = (await writer.get(meta, 'identity')) as Identity;
		const stated = await commitDrafts(writer, identity, drafts, [], NOBODY, clock);
		if (!stated.ok) throw new Error(stated.error.reason);
		return stated.value;
	});
}
