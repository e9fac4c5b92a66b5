import { expect, it } from 'vitest';
import { startServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';
import { holdFeeds } from './feed-readers.ts';

it('300 open feeds and clients that never read cost a bounded memory', async () => {
	const server = await startServer({ env: { LOG_LEVEL: 'error' } });
	try {
		const { atStart, highest, told } = await holdFeeds({
			url: server.url,
			pid: server.pid,
			authorization: basic(server.adminUser, server.adminPassword),
			feeds: 300,
			// all that they asked for is 480 MB
			idlers: 40,
			before: 3_000,
			during: 10,
			bytes: 4_000
		});
		expect(new Set(told)).toEqual(new Set([10]));
		console.log(`${Math.round((highest - atStart) / 2 ** 20)} MB more than before`);
		expect(highest - atStart).toBeLessThan(200 * 2 ** 20);
	} finally {
		await server.kill();
	}
});
