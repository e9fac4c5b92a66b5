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
			return row !== undefined && row.holds.length > 0 && row.voided === null;
		case 'disputed':
			return comesOfItself || (row !== undefined && (row.exceptions.length > 0 || (row.share !== '1' && !row.voided)));
		case 'notHere':
			return make === null;
	}
}
