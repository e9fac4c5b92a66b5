import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startServer, temporaryFolder } from '../support/server.ts';
import { createSiteClient } from './site-client.ts';
import { followTrace, traceTrouble, tracing, type TraceFindings } from './syscall-trace.ts';

const trouble = traceTrouble();
if (trouble !== undefined) console.warn(`SKIPPED, no system call was looked at: ${trouble}`);

const CONNECTIONS = 6;
const WRITES = 50;
const PRELOADED = fileURLToPath(new URL('less-durable.ts', import.meta.url));

/** Writes over several connections to a server that is traced, and follows what it did. */
async function trace(synchronous?: 'NORMAL' | 'OFF'): Promise<TraceFindings> {
	const file = join(temporaryFolder(), 'trace');
	const weaker = { NODE_OPTIONS: `--import ${PRELOADED}`, TEST_SYNCHRONOUS: synchronous };
	const server = await startServer({
		env: synchronous === undefined ? {} : weaker,
		under: tracing(file)
	});
	const client = createSiteClient(server);
	await client.send('PUT', '/couchdb/notes');
	const write = async (connection: number): Promise<void> => {
		for (let count = 0; count < WRITES; count++) {
			const id = `${connection}-${count}`;
			if (count % 3 === 0) await client.send('PUT', `/couchdb/notes/${id}`, { count });
			else if (count % 3 === 1) await client.send('PUT', `/couchdb/notes/_local/${connection}`, { count });
			else await client.send('POST', '/couchdb/notes/_bulk_docs', { docs: [{ _id: id }, { _id: `${id}b` }] });
		}
	};
	await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => write(connection)));
	const log = `${logOf(server.dataDir, 'notes')}-wal`;
	await server.stop();
	return followTrace((await written(file)).split('\n'), log);
}

function logOf(directory: string, name: string): string {
	const sql = new DatabaseSync(join(directory, 'server.sqlite'), { readOnly: true });
	const file = sql.prepare('SELECT file FROM database WHERE name = ?').get(name)?.['file'];
	sql.close();
	return join(directory, 'databases', String(file));
}

/** The tracer ends a little after what it traced. */
async function written(file: string): Promise<string> {
	let before = '';
	for (;;) {
		const text = readFileSync(file, 'utf8');
		if (text === before) return text;
		before = text;
		await sleep(300);
	}
}

describe.skipIf(trouble !== undefined)('what is acknowledged', () => {
	it('was flushed to the disk before, each time', async () => {
		const { acknowledged, tooEarly, flushes } = await trace();
		expect(acknowledged).toBeGreaterThanOrEqual(CONNECTIONS * WRITES);
		expect(tooEarly).toBe(0);
		expect(flushes).toBeGreaterThan(WRITES);
	});

	it.each(['NORMAL', 'OFF'] as const)(
		'would be found out if it was not: synchronous=%s',
		async (synchronous) => {
			const { acknowledged, tooEarly } = await trace(synchronous);
			expect(acknowledged).toBeGreaterThanOrEqual(CONNECTIONS * WRITES);
			expect(tooEarly).toBeGreaterThan(WRITES);
		},
		60_000
	);
});
