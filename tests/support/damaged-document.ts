import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Changes one document in the files of a server that does not run, as a failing disk or a careless hand does: `change` gets its
 * body as JSON text. No such document could come in through the server's door.
 */
export function damageDocument(dataDir: string, id: string, change: (body: string) => string): void {
	const folder = join(dataDir, 'databases');
	let damaged = 0;
	for (const file of readdirSync(folder).filter((name) => name.endsWith('.sqlite'))) {
		const database = new DatabaseSync(join(folder, file));
		const found = database.prepare('SELECT body FROM document WHERE id = ?').get(id) as { body: string } | undefined;
		if (found) {
			const body = change(found.body);
			if (body === found.body) throw new Error(`${id} was not changed`);
			database.prepare('UPDATE document SET body = ? WHERE id = ?').run(body, id);
			damaged += 1;
		}
		database.close();
	}
	if (damaged !== 1) throw new Error(`${damaged} databases hold ${id}`);
}
