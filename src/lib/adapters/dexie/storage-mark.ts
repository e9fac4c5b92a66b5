import type Dexie from 'dexie';

/** Beside the tables of the app: who this database is. */
export const MARK_TABLE = '$storage';

const MARK = 'mark';

/**
 * The random id that a database got when it was created. An emptied or replaced database has another, or none yet: then
 * `create` gives it one, while somebody who has known the storage longer takes the answer undefined for a loss.
 */
export async function readMark(database: Dexie, create: boolean): Promise<string | undefined> {
	const known: string | undefined = await database.table(MARK_TABLE).get(MARK);
	if (known !== undefined || !create) return known;
	// Another tab may be creating the same database: whoever commits first names it.
	return database.transaction('rw', MARK_TABLE, async (transaction) => {
		const marks = transaction.table(MARK_TABLE);
		const first: string | undefined = await marks.get(MARK);
		if (first !== undefined) return first;
		const bytes = crypto.getRandomValues(new Uint8Array(16));
		const mark = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
		await marks.put(mark, MARK);
		return mark;
	});
}
