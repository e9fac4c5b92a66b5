import { expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

it('a second server on the same data directory is refused in words, and a lock of a killed one hinders nobody', async () => {
	const server = await startServer();
	const { dataDir } = server;
	await expect(startServer({ dataDir, quiet: true })).rejects.toThrow(/another server is running/);
	expect((await fetch(`${server.url}/couchdb/_up`)).status).toBe(200);
	await server.kill();
	const next = await startServer({ dataDir });
	await next.stop();
});
