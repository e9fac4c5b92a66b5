import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isPersonalId } from '#domain/kernel/personal.ts';
import type { Random } from '#ports/random.ts';
import { SITE } from '../app.ts';
import { DATABASES, SERVER_FILE } from '../log/data-files.ts';
import { treeOf, type ReplicatedEdit, type StoredDocument } from '../log/documents.ts';
import { historyOf } from '../log/revision-tree.ts';
import { openStorage } from '../log/storage.ts';

/**
 * Erases in the restored site of `directory` what was erased in the files that it replaces: nobody else remembers, and devices would
 * be given those texts again. Answers how many that are; null when the replaced files cannot be read.
 */
export async function carryErasures(directory: string, replaced: string, random: Random): Promise<number | null> {
	const edits = readErasures(replaced);
	if (edits === null || edits.length === 0) return edits && 0;
	const storage = openStorage({ directory, random });
	try {
		await storage.database(SITE)?.write(edits);
	} finally {
		storage.close();
	}
	return edits.length;
}

function readErasures(path: string): ReplicatedEdit[] | null {
	try {
		const sql = new DatabaseSync(path, { readOnly: true });
		try {
			const rows = sql.prepare('SELECT * FROM document WHERE deleted = 1').all() as unknown as StoredDocument[];
			return rows.filter(({ id }) => isPersonalId(id)).flatMap(readErasure);
		} finally {
			sql.close();
		}
	} catch {
		return null;
	}
}

function readErasure(row: StoredDocument): ReplicatedEdit[] {
	const history = historyOf(treeOf(row), row.rev);
	return history ? [{ kind: 'replicated', id: row.id, deleted: true, body: row.body, erases: true, history }] : [];
}

/** The site's file in a data directory that was put aside; null when that cannot be told. */
export function siteFileIn(aside: string): string | null {
	try {
		const sql = new DatabaseSync(join(aside, SERVER_FILE), { readOnly: true });
		try {
			const file = sql.prepare('SELECT file FROM database WHERE name = ?').get(SITE)?.['file'];
			return typeof file === 'string' ? join(aside, DATABASES, file) : null;
		} finally {
			sql.close();
		}
	} catch {
		return null;
	}
}
