import type { DiskReserve } from './disk-reserve.ts';
import { troubleOf, writingAfter, type StorageState } from './storage-state.ts';
import type { Watch } from './watched-database.ts';

/** Whether the disk takes writes. */
export interface Writing {
	readonly state: StorageState['writing'];
	/** Told what comes of every write. */
	readonly watch: Omit<Watch, 'damaged'>;
	/** Has a disk that was full tried by `attempt`, a write of a page, and lays the reserve in again. */
	tend(attempt: () => Promise<unknown>): Promise<void>;
	close(): void;
}

/** `report` is told, in a sentence, of every change. */
export function createWriting(reserve: DiskReserve | undefined, report: (sentence: string) => void): Writing {
	let state: StorageState['writing'] = 'ok';
	let closed = false;

	function turnTo(next: StorageState['writing']): void {
		if (state === next) return;
		state = next;
		report(troubleOf(next)[0] ?? 'There is room on the disk again: writing goes on.');
	}

	return {
		get state() {
			return state;
		},
		watch: {
			stored() {
				if (state === 'full') turnTo(reserve === undefined || reserve.isWhole() ? 'ok' : 'reserve');
			},
			refused({ fault }) {
				const after = writingAfter(fault);
				if (after === 'full' && reserve?.release()) turnTo('reserve');
				else if (after !== undefined && state !== 'failed') turnTo(after);
			}
		},
		async tend(attempt) {
			if (state === 'full') await attempt().catch(() => undefined);
			await reserve?.lay();
			if (reserve === undefined || closed) return;
			if (state === 'ok' && !reserve.isWhole()) turnTo('reserve');
			if (state === 'reserve' && reserve.isWhole()) turnTo('ok');
		},
		close() {
			closed = true;
		}
	};
}
