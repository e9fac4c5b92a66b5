import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What is wrong with the files of a data directory, read beside the server that uses them; empty when they are sound. */
export function filesFaults(directory: string): string[] {
	const server = new DatabaseSync(join(directory, 'server.sqlite'), { readOnly: true });
	const listed = server.prepare('SELECT name, file FROM database').all() as { name: string; file: string }[];
	const faults = integrity(server, 'server.sqlite');
	server.close();
	for (const { name, file } of listed) {
		const path = join(directory, 'databases', file);
		if (!existsSync(path)) {
			faults.push(`${name}: its file is gone`);
			continue;
		}
		const sql = new DatabaseSync(path, { readOnly: true });
		// one moment for all that is counted
		sql.exec('BEGIN');
		faults.push(...integrity(sql, name), ...countFaults(sql, name));
		sql.close();
	}
	return faults;
}

function integrity(sql: DatabaseSync, name: string): string[] {
	const lines = sql.prepare('PRAGMA integrity_check').all().flatMap(Object.values) as string[];
	return lines.length === 1 && lines[0] === 'ok' ? [] : lines.map((line) => `${name}: ${line}`);
}

/** Each pair is counted in two ways that have to agree: nothing half may be there. */
const COUNTS: readonly (readonly [what: string, one: string, other: string])[] = [
	['documents', 'SELECT documents FROM state', 'SELECT count(*) FROM document WHERE deleted = 0'],
	['deleted', 'SELECT deleted FROM state', 'SELECT count(*) FROM document WHERE deleted = 1'],
	['bytes', 'SELECT bytes FROM state', 'SELECT coalesce(sum(length(body)), 0) FROM document'],
	[
		'updates',
		'SELECT update_seq FROM state',
		'SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM vacated)'
	],
	['the last update', 'SELECT update_seq FROM state', 'SELECT coalesce(max(seq), 0) FROM document'],
	[
		'events in chains',
		'SELECT count(*) FROM chain',
		"SELECT count(*) FROM document WHERE body ->> '$.epoch' IS NOT NULL"
	],
	[
		'chains',
		'SELECT count(*) FROM chain',
		"SELECT count(*) FROM chain JOIN document ON document.seq = event WHERE body ->> '$.seq' = chain.seq"
	]
];

function countFaults(sql: DatabaseSync, name: string): string[] {
	const value = (query: string): unknown => Object.values(sql.prepare(query).get() ?? {})[0];
	return COUNTS.flatMap(([what, one, other]) => {
		const [said, counted] = [value(one), value(other)];
		return said === counted ? [] : [`${name}: ${what}: ${String(said)} and ${String(counted)}`];
	});
}
