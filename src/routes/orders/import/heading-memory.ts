import * as v from 'valibot';
import type { SmallMemory } from '#state/floor.ts';
import { ORDER_FIELDS, type KnownHeadings } from './columns.ts';

const KEY = 'floorbook.order-import-headings';
/** Headings remembered at most: the latest. */
const MOST = 300;

const schema = v.record(v.string(), v.picklist([...ORDER_FIELDS, 'none']));

/** What headings of earlier files were taken for on this device. */
export function recallHeadings(memory: Pick<SmallMemory, 'getItem'>): KnownHeadings {
	try {
		const kept = v.safeParse(schema, JSON.parse(memory.getItem(KEY) ?? '{}'));
		return kept.success ? kept.output : {};
	} catch {
		return {};
	}
}

/** Losing it costs a few taps, so a memory that is full or forbidden is no trouble. */
export function rememberHeadings(memory: Pick<SmallMemory, 'getItem' | 'setItem'>, headings: KnownHeadings): void {
	const before = Object.entries(recallHeadings(memory)).filter(([heading]) => !(heading in headings));
	try {
		memory.setItem(KEY, JSON.stringify(Object.fromEntries([...before, ...Object.entries(headings)].slice(-MOST))));
	} catch {
		return;
	}
}
