import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { databaseFiles, openFile, RESTORING, SERVER_FILE } from './data-files.ts';
import { structureFault } from './database-check.ts';
import { SERVER_ADDITIONS, SERVER_SCHEMA } from './schema.ts';
import { MEMORY } from './sqlite.ts';
import { faultOf, messageOf } from './sqlite-fault.ts';
import { DatabaseDamaged } from './watched-database.ts';

/** The file of the server itself. Throws, in words, when it is missing beside databases, or damaged. */
export function openServerFile(directory: string): DatabaseSync {
	const path = directory === MEMORY ? MEMORY : join(directory, SERVER_FILE);
	if (path !== MEMORY && !existsSync(path) && databaseFiles(directory).length > 0) {
		throw new Error(`${path} is missing, and there are databases beside it: restore ${directory} from a backup`);
	}
	if (path !== MEMORY && !existsSync(path) && existsSync(join(directory, RESTORING))) {
		throw new Error(`a restore of ${directory} was broken off: run it again`);
	}
	let sql: DatabaseSync | undefined;
	try {
		sql = openFile(path, (fresh) => fresh.exec(SERVER_SCHEMA));
		const fault = structureFault(sql, 'quick_check');
		if (fault !== undefined) throw serverFileDamaged(directory, new Error(fault));
		sql.exec(SERVER_ADDITIONS);
		return sql;
	} catch (error) {
		sql?.close();
		throw faultOf(error) === 'damaged' ? serverFileDamaged(directory, error) : error;
	}
}

/** In words for who looks after the server. */
export const serverFileDamaged = (directory: string, error: unknown): DatabaseDamaged =>
	new DatabaseDamaged(
		`${join(directory, SERVER_FILE)} is damaged (${messageOf(error)}): restore ${directory} from a backup`
	);
