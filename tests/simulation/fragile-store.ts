import type { MemoryStore } from '#adapters/memory/memory-store.ts';
import type { Recorded } from '#engine/submit.ts';
import { StoreTrouble, type Store } from '#ports/store.ts';
import type { Dice } from './random.ts';
import type { World } from './world.ts';

/** The device, or the tab, died here: nothing after this line ran on it. */
export class Death extends Error {
	override readonly name = 'Death';
}

export interface FragileOptions {
	/** The chance that something happens to a transaction. */
	readonly mishap: number;
	/** Ends whatever this store belongs to, at once. */
	readonly die: () => void;
}

/**
 * A connection that now and then dies in the middle of a transaction (nothing of it is kept), right after its commit (all of
 * it is kept, and nobody hears of it), or finds the storage full.
 */
export function createFragileStore(
	memory: MemoryStore,
	world: World,
	dice: Dice,
	{ mishap, die }: FragileOptions
): Store {
	const isSpared = (): boolean => world.healed || !world.isOpen;
	const connection = memory.connect({
		beforeCommit() {
			if (isSpared() || !dice.chance(mishap / 2)) return;
			if (dice.chance(0.3)) throw new StoreTrouble('full', new Error('no space left'));
			die();
			throw new Death('in the middle of a transaction');
		}
	});
	return {
		...connection,
		async write(work) {
			const answer = await connection.write(work);
			if (isSpared() || !dice.chance(mishap / 2)) return answer;
			if (isRecorded(answer)) world.ledger.leaveUnheard(answer.value);
			die();
			throw new Death('after a commit');
		}
	};
}

const isRecorded = (answer: unknown): answer is { readonly value: Recorded } => {
	const value = (answer as { readonly value?: Partial<Recorded> } | undefined)?.value;
	return Array.isArray(value?.events) && Array.isArray(value.texts);
};
