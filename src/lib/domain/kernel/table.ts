/**
 * A table of rows, declared once: stores derive their schema from it. Indexes are written as Dexie writes them: a member,
 * or `[a+b]` for a compound one. A row in which an indexed member is missing is not in that index (a sparse index).
 */
export interface Table<Row> {
	readonly name: string;
	/** The member, or `[a+b]`, that tells rows apart. */
	readonly key: string;
	readonly indexes: readonly string[];
	/** Never set: it carries the row's type. */
	readonly row?: Row;
}

export const table = <Row>(name: string, key: string, indexes: readonly string[] = []): Table<Row> => ({
	name,
	key,
	indexes
});
