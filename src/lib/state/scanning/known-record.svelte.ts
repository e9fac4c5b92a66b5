import type { FloorEvent } from '#domain/kernel/event.ts';
import type { Store } from '#ports/store.ts';
import { readOwnScan, scanOf, type OwnScan } from '../own-scans.ts';

/** What is known here of a record just made: at once what it says itself, a moment later the rows around it. */
export interface KnownRecord {
	readonly scan: OwnScan;
	/** Nothing more comes. */
	readonly isWhole: boolean;
}

/** For the words alone: a store that is slow or fails only now holds up neither the tick nor the next scan. */
export function followRecord(store: Store, event: FloorEvent): KnownRecord {
	let scan = $state.raw<OwnScan>(scanOf(event));
	let isWhole = $state(false);
	store
		.read((reader) => readOwnScan(reader, event))
		.then(
			(read) => (scan = read),
			(error: unknown) => console.error(error)
		)
		.finally(() => (isWhole = true));
	return {
		get scan() {
			return scan;
		},
		get isWhole() {
			return isWhole;
		}
	};
}
