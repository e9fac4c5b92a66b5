import type { Code } from '#domain/kernel/code.ts';
import { designDocument } from '#sync-server/cluster/design-document.ts';
import { moveSite } from '#sync-server/cluster/move-site.ts';
import { sourceInFiles } from '#sync-server/cluster/site-source.ts';
import { buildCouchRules } from '../../scripts/couch-rules.mjs';
import { startCouchStandIn } from '../support/couch-stand-in.ts';
import { createOffice, startDevice } from '../support/floor-device.ts';
import { openStation, scanUntil, tickOf, waitForBatch } from '../support/floor-screens.ts';
import { line, mill, plan } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';

// What new devices, sessions and revocations are to the front is in sync-server/cluster: here it is a browser's own cookies.
test('a phone goes on as if nothing had happened when the records move to a CouchDB', async () => {
	const site = await createOffice();
	const { items, knitting } = await mill(site);
	const [batch] = (await plan(site, line(items.knitted, 1))).batches as [Code];
	const device = await startDevice(site, { name: 'Phone', use: 'Phone' });
	const { page, wedge, server } = device;
	await waitForBatch(page, server.url, batch);
	await openStation(page, server.url, knitting, 'Knitting');
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
	await scanUntil(wedge, batch, tickOf(page, batch));
	await expect(allSent).toBeHidden();

	const { url, user, password } = couch.address;
	const env = { COUCHDB_URL: url, COUCHDB_USER: user, COUCHDB_PASSWORD: password };
	const front = await startServer({ dataDir: server.dataDir, port: server.port, env });
	// As a network that is back says it.
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await expect(allSent).toBeVisible({ timeout: 60_000 });
	// The plan names the batch, too.
	const answer = await fetch(`${url}/floorbook/_all_docs?include_docs=true`, {
		headers: { authorization: basic(user, password) }
	});
	const { rows } = (await answer.json()) as { rows: { doc: { source?: string } }[] };
	const scanned = rows.filter(({ doc }) => doc.source === 'wedge');
	expect(JSON.stringify(scanned)).toContain(batch);

	await front.stop();
	await device.close();
	await couch.close();
});
