import type { Database } from '../log/database.ts';
import type { DocumentRow, IdRange } from '../log/reads.ts';

/** Rows in memory at a time, and characters of their documents. */
const PAGE = 1_000;
const PAGE_BYTES = 2 ** 20;

/**
 * The rows of a range a page at a time, so that others get their turn between two, and a reader that does not read costs one
 * page. What is written meanwhile may be among the later ones, or not.
 */
export function* rangePages(database: Database, range: IdRange, size = PAGE): Generator<readonly DocumentRow[], void> {
	let { start, skip, limit: left } = range;
	let last: string | undefined;
	while (left > 0) {
		// from the last row on, which may have been deleted meanwhile
		const again = last === undefined ? 0 : 1;
		const asked = Math.min(left, size) + again;
		const read = database.range({ ...range, start, skip, limit: asked, bytes: PAGE_BYTES });
		const page = last !== undefined && read[0]?.id === last ? read.slice(1) : read.slice(0, asked - again);
		if (page.length > 0) yield page;
		left -= page.length;
		const isWhole = read.length === asked || charactersOf(read) >= PAGE_BYTES;
		if (page.length === 0 || !isWhole) return;
		start = last = page.at(-1)?.id;
		skip = 0;
	}
}

const charactersOf = (rows: readonly DocumentRow[]): number =>
	rows.reduce((sum, { body = '' }) => sum + body.length, 0);
