import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { enrol } from '../support/floor-screens.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';

test.use(ALWAYS_ONLINE);

const AUDIT = fileURLToPath(new URL('../../sync-server/audit/audit-main.ts', import.meta.url));

/** What the audit of a server's files says, as an office reads it. */
const auditOf = (dataDir: string) => spawnSync(process.execPath, [AUDIT, '--data', dataDir], { encoding: 'utf8' });

/** Takes the latest event out of a server's files, with all that the server itself knows of it. */
function takeOutTheLast(dataDir: string): void {
	const server = new DatabaseSync(join(dataDir, 'server.sqlite'), { readOnly: true });
	const { file } = server.prepare("SELECT file FROM database WHERE name = 'floorbook'").get() as { file: string };
	server.close();
	const site = new DatabaseSync(join(dataDir, 'databases', file));
	const { seq } = site.prepare("SELECT max(seq) AS seq FROM document WHERE id LIKE 'site:%'").get() as { seq: number };
	site.prepare('DELETE FROM document WHERE seq = ?').run(seq);
	site.prepare('DELETE FROM chain WHERE event = ?').run(seq);
	site.close();
}

test('the server confirms what a device sent, and the audit proves that nothing is missing, until something is', async ({
	page
}) => {
	const server = await startServer();
	await enrol(page, server.url, { name: 'Office', code: server.code });
	await page.goto(`${server.url}/sync`);
	await expect(page.getByText(/The server confirmed everything up to record \d+ at/)).toBeVisible();
	await expect(() => {
		const { status, stdout } = auditOf(server.dataDir);
		expect(stdout).toContain('INTEGRITY: sound.');
		expect(stdout).toContain('COMPLETENESS: proven.');
		expect(status).toBe(0);
	}).toPass();

	await page.close();
	await server.stop();
	takeOutTheLast(server.dataDir);
	const { status, stdout } = auditOf(server.dataDir);
	expect(stdout).toContain('INTEGRITY: sound.');
	expect(stdout).toContain('COMPLETENESS: INCOMPLETE.');
	expect(status).toBe(1);
});
