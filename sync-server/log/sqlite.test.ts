import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, requireSafeVersion } from './sqlite.ts';

describe('opening SQLite', () => {
	let directory: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-sqlite-'));
	});
	afterEach(() => rmSync(directory, { recursive: true }));

	it('holds the settings that durability rests on', () => {
		const sql = openSqlite(join(directory, 'a.sqlite'));
		const read = (pragma: string) => Object.values(sql.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
		expect([read('journal_mode'), read('synchronous'), read('secure_delete'), read('mmap_size')]).toEqual([
			'wal',
			2,
			1,
			0
		]);
		sql.close();
	});

	it.each(['3.46.1', '3.51.2', '3.52.0'])('refuses SQLite %s', (version) => {
		expect(() => requireSafeVersion(version)).toThrow(/can lose commits/);
	});

	it.each(['3.51.3', '3.53.4', '4.0.0'])('takes SQLite %s', (version) => {
		expect(() => requireSafeVersion(version)).not.toThrow();
	});
});
