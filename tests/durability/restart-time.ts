import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { encodeNumber } from '#domain/kernel/base32.ts';
import { makeBackup } from '#sync-server/backup/make-backup.ts';
import { SITE } from '#sync-server/app.ts';
import type { ReplicatedEdit } from '#sync-server/log/documents.ts';
import { openStorage } from '#sync-server/log/storage.ts';
import { createEventWriter } from '../support/device-events.ts';
import { startServer, temporaryFolder } from '../support/server.ts';
import { random } from '../support/sync-app.ts';
import { createSiteClient } from './site-client.ts';

/** npm run restart-time -- --events 1000000: how long a killed server with so many events takes to be there again. */
const { values } = parseArgs({ options: { events: { type: 'string' }, restarts: { type: 'string' } } });
const wanted = Number(values.events ?? 1_000_000);
const restarts = Number(values.restarts ?? 5);

const DEVICES = 100;
const CHUNK = 1_000;

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(2);

const directory = temporaryFolder();
const server = await startServer({ dataDir: directory });
await server.stop();

let began = performance.now();
const storage = openStorage({ directory, random });
const database = storage.database(SITE);
if (database === undefined) throw new Error(`there is no ${SITE}`);
for (let device = 0, made = 0; made < wanted; device = (device + 1) % DEVICES) {
	const number = encodeNumber(device + 1, 3);
	const writer = createEventWriter(number, randomBytes(3).toString('hex').slice(0, 5));
	const edits = Array.from({ length: Math.min(CHUNK, wanted - made) }, (): ReplicatedEdit => {
		const { _id, _rev, ...body } = writer.next({ words: 'x'.repeat(150) });
		const hash = _rev.slice(2);
		const link = { device: number, epoch: body.epoch, seq: body.seq, hash };
		const history = { start: 1, ids: [hash] };
		return { kind: 'replicated', id: _id, deleted: false, body: JSON.stringify(body), history, link };
	});
	await database.write(edits);
	made += edits.length;
}
storage.close();
const sql = new DatabaseSync(join(directory, 'server.sqlite'), { readOnly: true });
const file = String(sql.prepare('SELECT file FROM database WHERE name = ?').get(SITE)?.['file']);
sql.close();
const megabytes = (statSync(join(directory, 'databases', file)).size / 1e6).toFixed(0);
console.log(`${wanted} events of ${DEVICES} devices, ${megabytes} MB, made in ${seconds(began)} s`);

const client = createSiteClient(server);
for (let turn = 0; turn < restarts; turn++) {
	began = performance.now();
	await server.restart();
	const listening = seconds(began);
	await client.send('GET', `/couchdb/${SITE}`);
	console.log(`listening after ${listening} s, the database's first answer after ${seconds(began)} s`);
	await client.send('PUT', `/couchdb/${SITE}/_local/place`, { turn });
	await server.kill();
}
began = performance.now();
await makeBackup({ directory, to: temporaryFolder(), now: Date.now() });
console.log(`a backup of it, checked, takes ${seconds(began)} s`);
