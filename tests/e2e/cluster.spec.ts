import { expect, test } from '@playwright/test';
import type { Code } from '#domain/kernel/code.ts';
import { designDocument } from '#sync-server/cluster/design-document.ts';
import { moveSite } from '#sync-server/cluster/move-site.ts';
import { sourceInFiles } from '#sync-server/cluster/site-source.ts';
import { buildCouchRules } from '../../scripts/couch-rules.mjs';
import { createProfile } from '../support/browser-profile.ts';
import { startCouchStandIn } from '../support/couch-stand-in.ts';
import { createOffice, startDevice } from '../support/floor-device.ts';
import { enrol, openStation, scanUntil, tickOf, waitForBatch } from '../support/floor-screens.ts';
import { line, mill, plan } from '../support/floor.ts';
import { startServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';

test('a phone goes on as if nothing had happened when the records move to a CouchDB, and a new one comes in', async () => {
	test.setTimeout(180_000);
	const site = await createOffice();
	const { items, knitting } = await mill(site);
	const [first, second] = (await plan(site, line(items.knitted, 2))).batches as [Code, Code];
	const device = await startDevice(site, { name: 'Phone', use: 'Phone' });
	const { page, wedge, server } = device;
	await waitForBatch(page, server.url, first);
	await openStation(page, server.url, knitting, 'Knitting');
	await scanUntil(wedge, first, tickOf(page, first));
	const allSent = page.getByRole('link', { name: /^All sent/ });
	await expect(allSent).toBeVisible({ timeout: 30_000 });

	await server.stop();
	const couch = await startCouchStandIn();
	const source = await sourceInFiles(server.dataDir, 'floorbook');
	const move = {
		source,
		target: couch.address,
		database: 'floorbook',
		design: designDocument(await buildCouchRules()),
		say: () => undefined
	};
	expect(await moveSite(move)).toEqual({ ok: true, value: null });
	source.close();
	await scanUntil(wedge, second, tickOf(page, second));

	const { url, user, password } = couch.address;
	const env = { COUCHDB_URL: url, COUCHDB_USER: user, COUCHDB_PASSWORD: password };
	const front = await startServer({ dataDir: server.dataDir, port: server.port, env });
	// As a network that is back says it.
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await expect(allSent).toBeVisible({ timeout: 60_000 });
	const there = await fetch(`${url}/floorbook/_all_docs?include_docs=true`, {
		headers: { authorization: basic(user, password) }
	});
	expect(await there.text()).toContain(second);

	const answer = await fetch(`${front.url}/enrol/codes`, {
		method: 'POST',
		headers: { authorization: basic(front.adminUser, front.adminPassword), 'content-type': 'application/json' },
		body: JSON.stringify({ profile: 'phone' })
	});
	const { code } = (await answer.json()) as { code: string };
	const other = await createProfile().launch();
	await enrol(other.page, front.url, { name: 'Another', code, use: 'Phone' });
	await other.page.goto(`${front.url}/b/${second}`);
	await expect(other.page.getByRole('main')).toContainText('Open', { timeout: 30_000 });

	await other.close();
	await front.stop();
	await device.close();
	await couch.close();
});
