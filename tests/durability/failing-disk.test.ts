import { expect, it } from 'vitest';
import { startServer, temporaryFolder } from '../support/server.ts';
import { putNote, putUntilRefused } from './refused-writes.ts';
import { createSiteClient } from './site-client.ts';
import { filesFaults } from './stored-files.ts';

/** Kilobytes: a file that would be longer fails, which SQLite can only take for a failing disk. */
const LONGEST_FILE = 3_000;

it('a disk that fails: nothing more is acknowledged until a restart, reading goes on, and all that was is there', async () => {
	const dataDir = temporaryFolder();
	const limited = ['bash', '-c', `trap '' XFSZ; ulimit -f ${LONGEST_FILE}; exec "$@"`, 'limited'];
	const server = await startServer({ dataDir, under: limited });
	const client = createSiteClient(server);
	await client.send('PUT', '/couchdb/notes');
	const { acknowledged, refused } = await putUntilRefused(server, 50_000);
	expect(acknowledged.length).toBeGreaterThan(0);
	expect(refused.status).toBe(503);
	expect(await refused.json()).toMatchObject({ reason: expect.stringContaining('until it is restarted') });
	expect((await putNote(server, 'small', 1)).status).toBe(503);
	for (const id of acknowledged) await client.send('GET', `/couchdb/notes/${id}`);
	await server.kill();

	const again = await startServer({ dataDir });
	const restarted = createSiteClient(again);
	for (const id of acknowledged) await restarted.send('GET', `/couchdb/notes/${id}`);
	await restarted.send('PUT', '/couchdb/notes/after', { v: 1 });
	expect(filesFaults(dataDir)).toEqual([]);
	await again.stop();
});
