import type { DatabaseSync } from 'node:sqlite';

/** A document of one peer's own, outside replication: checkpoints above all. `id` without its `_local/`. */
export interface LocalDocument {
	readonly id: string;
	/** `0-<n>` */
	readonly rev: string;
	readonly body: string;
}

export function createLocalDocuments(sql: DatabaseSync) {
	const select = sql.prepare('SELECT id, rev, body FROM local WHERE id = ?');
	const upsert = sql.prepare('INSERT OR REPLACE INTO local (id, rev, body) VALUES (?, ?, ?)');
	const remove = sql.prepare('DELETE FROM local WHERE id = ?');
	const all = sql.prepare('SELECT id FROM local ORDER BY id');

	const present = (row: object): LocalDocument => {
		const { id, rev, body } = row as { id: string; rev: number; body: string };
		return { id, rev: `0-${rev}`, body };
	};

	return {
		read(id: string): LocalDocument | undefined {
			const row = select.get(id);
			return row && present(row);
		},
		/** `rev` is the one the author knew, if any: counted on, never checked. */
		put(id: string, body: string, rev: string | undefined): string {
			const next = Number(/^0-(\d{1,9})$/.exec(rev ?? '')?.[1] ?? 0) + 1;
			upsert.run(id, next, body);
			return `0-${next}`;
		},
		remove: (id: string): boolean => remove.run(id).changes > 0,
		ids: (): string[] => all.all().map(({ id }) => id as string)
	};
}
