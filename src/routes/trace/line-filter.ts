import { isHeld, isInDispute } from '#domain/batch/views.ts';
import type { TraceLine } from './read-trace.ts';

export const LINE_FILTERS = ['all', 'inHouse', 'held', 'disputed', 'notHere'] as const;
export type LineFilter = (typeof LINE_FILTERS)[number];

export function passes(filter: LineFilter, { row, make, inHouse, comesOfItself }: TraceLine): boolean {
	switch (filter) {
		case 'all':
			return true;
		case 'inHouse':
			return inHouse;
		case 'held':
			return row !== undefined && isHeld(row);
		case 'disputed':
			return comesOfItself || (row !== undefined && isInDispute(row));
		case 'notHere':
			return make === null;
	}
}
