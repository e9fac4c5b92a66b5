import type { Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { MAX_TEXT_BYTES, WEDGE_QUIET_MS } from '#ports/scanner.ts';
import { createProfile, type LaunchedBrowser } from '../support/browser-profile.ts';
import { damageDocument } from '../support/damaged-document.ts';
import { chainFaults, initialisations } from '../support/device-log.ts';
import {
	becomeReady,
	cardOf,
	enrol,
	fillInEnrolment,
	openStation,
	recentOf,
	scanBatch,
	scanUntil,
	tickOf,
	turnCameraOff
} from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { startNetwork } from '../support/network.ts';
import { createOtherDevices, type OtherDevices, type PlannedBatch, type Workshop } from '../support/other-devices.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { emptyStorage, fillStorage, freeStorage, limitStorage, openBlankTab } from '../support/storage-faults.ts';
import { countStored, storedEvents, storedIdentity, storedQuarantine, storedTables } from '../support/stored-tables.ts';
import { plugInWedge, type WedgeScanner } from '../support/wedge-keys.ts';

const STATION = 'Knitting';
const BATCHES = 8;

interface Site {
	readonly server: RunningServer;
	/** Where the device reaches the server. */
	readonly url: string;
	readonly others: OtherDevices;
	readonly workshop: Workshop;
	readonly batches: readonly PlannedBatch[];
	readonly browser: LaunchedBrowser;
	/** At the station, ready to scan. */
	readonly page: Page;
	readonly wedge: WedgeScanner;
}

/** A site with a planned run, and a device of it that stands at the station and has caught up. */
async function createSite(
	options: { via?: (server: string) => Promise<string>; storage?: number } = {}
): Promise<Site> {
	const others = createOtherDevices();
	const workshop = others.workshop({ item: 'Sock', step: 'Knit', station: STATION });
	const { batches } = others.run(workshop, BATCHES);
	const server = await startServer();
	await siteAdmin(server).push(others.take());
	const url = (await options.via?.(server.url)) ?? server.url;
	const browser = await createProfile().launch();
	const { page } = browser;
	if (options.storage !== undefined) await limitStorage(page, url, options.storage);
	await enrol(page, url, { name: 'Phone 1', code: server.code });
	await turnCameraOff(page, url);
	await openStation(page, url, workshop.station, STATION);
	await expect(page.getByText(`0 of ${BATCHES} batches started`)).toBeAttached();
	return { server, url, others, workshop, batches, browser, page, wedge: await plugInWedge(page) };
}

async function leave({ browser, server }: Site): Promise<void> {
	await browser.close();
	await server.stop();
}

/** What this device recorded itself, as its store has it. */
async function ownEvents(page: Page): Promise<FloorEvent[]> {
	const stored = await storedTables(page);
	const { device } = storedIdentity(stored);
	return storedEvents(stored).filter((event) => event.device === device);
}

async function expectAtServer({ server }: Site, codes: readonly Code[]): Promise<void> {
	const documents = await siteAdmin(server).documents();
	const counts = initialisations(documents.filter((document): document is FloorEvent => 'touches' in document));
	for (const code of codes) expect(counts.get(code), `${code} at the server`).toBe(1);
}

test('a label that cannot be used is refused in words, and nothing is recorded', async () => {
	const site = await createSite();
	const { page, wedge, others, workshop, batches } = site;
	const [planned, closed, voided, typed] = batches.map(({ code }) => code) as [Code, Code, Code, Code];
	others.initialise(batches[1]!, workshop);
	others.close(batches[1]!);
	others.void(batches[2]!);
	const elsewhere = others.workshop({ item: 'Hat', step: 'Felt', station: 'Felting' });
	const misplaced = others.run(elsewhere, 1).batches[0]!.code;
	await siteAdmin(site.server).push(others.take());
	await expect(page.getByText(`1 of ${BATCHES - 1} batches started`)).toBeAttached();
	const known = await ownEvents(page);

	const card = page.getByRole('alert');
	const refused = async (text: string, ...words: string[]): Promise<void> => {
		const [title = '', ...rest] = words;
		await scanUntil(wedge, text, card.filter({ hasText: title }).filter({ hasText: rest.at(-1) ?? title }));
		for (const word of words) await expect(card).toContainText(word);
		await expect(card).toContainText(/nothing was (recorded|added)/i);
	};
	const damaged = `${planned.slice(0, 5)}${planned[5] === '7' ? '8' : '7'}${planned.slice(6)}`;
	await refused(damaged, 'Code not right', printCode(damaged as Code));
	await refused('HTTPS://PAY.EXAMPLE/?TO=7', 'Label not known', 'HTTPS://PAY.EXAMPLE/?TO=7');
	await refused('<IMG SRC=/X ONERROR=ALERT(1)>', 'Label not known', '<IMG SRC=/X ONERROR=ALERT(1)>');
	await refused('B001\u202E0000\u20661X', 'Label not known', 'B001·0000·1X');
	await refused('X'.repeat(MAX_TEXT_BYTES + 1), 'Label not known', 'No label of ours is that long');
	await refused(closed, 'This batch is closed', printCode(closed));
	await refused(voided, 'This batch is void', printCode(voided));
	await refused(misplaced, 'Wrong station', 'This batch belongs at Felting', printCode(misplaced));
	await expect(page.locator('img[src="/x" i]')).toHaveCount(0);
	expect(new URL(page.url()).pathname).toBe(`/stations/${workshop.station}`);
	expect(await ownEvents(page)).toEqual(known);

	// Scanning goes on as if nothing had been.
	expect(await scanBatch(page, wedge, planned)).toBe('recorded');
	await refusedTwice(page, wedge, planned);

	await page.getByRole('button', { name: 'Type code' }).click();
	const field = page.getByLabel('Code under the square');
	await field.fill(`${typed.slice(0, 9)}${typed[9] === '7' ? '8' : '7'}`);
	const wrong = page.getByText('A character is wrong. Compare it with the label.');
	await expect(wrong).toBeVisible();
	const use = page.getByRole('button', { name: 'Use code' });
	await expect(use).toBeDisabled();
	await field.fill(typed);
	await use.click();
	await expect(tickOf(page, typed)).toBeVisible();

	const own = await ownEvents(page);
	expect(
		own.filter(({ type }) => type === 'BatchInitialised').map(({ touches, source }) => [...touches, source])
	).toEqual(
		expect.arrayContaining([
			[planned, 'wedge'],
			[typed, 'typed']
		])
	);
	expect(own).toHaveLength(known.length + 2);
	expect(chainFaults(own)).toEqual([]);
	await leave(site);
});

test('[case 9] a label whose batch has not arrived is kept, and recorded when it has', async () => {
	const site = await createSite();
	const { page, wedge, others, workshop } = site;
	const early = others.run(workshop, 1).batches[0]!.code;
	await scanUntil(wedge, early, cardOf(page, early).filter({ hasText: 'Kept: batch not here yet' }));
	await page.waitForTimeout(WEDGE_QUIET_MS);
	await scanUntil(wedge, early, cardOf(page, early).filter({ hasText: 'Kept already' }));
	expect((await ownEvents(page)).filter(({ type }) => type === 'ScanNoted')).toHaveLength(1);

	await siteAdmin(site.server).push(others.take());
	await expect(recentOf(page, early, 'Started')).toBeVisible();
	await expect.poll(() => countStored(page, 'outbox')).toBe(0);
	await expectAtServer(site, [early]);
	expect(chainFaults(await ownEvents(page))).toEqual([]);
	await leave(site);
});

async function refusedTwice(page: Page, wedge: WedgeScanner, code: Code): Promise<void> {
	await page.waitForTimeout(WEDGE_QUIET_MS);
	const answer = cardOf(page, code).filter({ hasText: 'Already scanned' });
	await scanUntil(wedge, code, answer);
	await expect(answer).toContainText('Nothing was added.');
}

test('a malformed document from the server is put aside and shown, and the rest arrives', async () => {
	const site = await createSite();
	const { page, others, workshop, batches, server } = site;
	await server.stop();
	for (const batch of batches.slice(0, 3)) others.initialise(batch, workshop);
	const events = others.take();
	const elsewhere = await startServer({ dataDir: server.dataDir });
	await siteAdmin(elsewhere).push(events);
	await elsewhere.stop();
	const damaged = events[1]!._id;
	damageDocument(server.dataDir, damaged, (body) => body.replace(workshop.station, 's00000000x'));
	await server.restart();

	await page.goto(`${site.url}/sync`);
	await expect(page.getByRole('heading', { name: 'Received but not understood 1' })).toBeVisible();
	await expect(page.getByText(/Reason: .*does not match/)).toBeVisible();
	const stored = await storedTables(page);
	expect(storedQuarantine(stored).map(({ direction, document }) => [direction, JSON.parse(document)._id])).toEqual([
		['received', damaged]
	]);
	await openStation(page, site.url, workshop.station, STATION);
	await expect(page.getByText(`2 of ${BATCHES} batches started`)).toBeAttached();

	// It holds nothing up.
	others.initialise(batches[3]!, workshop);
	await siteAdmin(server).push(others.take());
	await expect(page.getByText(`3 of ${BATCHES} batches started`)).toBeAttached();
	expect(await scanBatch(page, await plugInWedge(page), batches[4]!.code)).toBe('recorded');
	await expect.poll(() => countStored(page, 'outbox')).toBe(0);
	await expectAtServer(site, [batches[4]!.code]);
	await leave(site);
});

test('on a full storage a scan says that it is not saved, and is saved when there is room again', async () => {
	const site = await createSite({ storage: 24_000_000 });
	const { page, wedge, batches } = site;
	const [before, full, after] = batches.map(({ code }) => code) as [Code, Code, Code];
	expect(await scanBatch(page, wedge, before)).toBe('recorded');
	await expect.poll(() => countStored(page, 'outbox')).toBe(0);

	const known = await ownEvents(page);
	await fillStorage(page);
	const screen = page.getByRole('alertdialog', { name: 'NOT SAVED' });
	await scanUntil(wedge, full, screen);
	await expect(screen).toContainText(printCode(full));
	await expect(screen).toContainText('The storage is full.');
	await expect(page.getByRole('link', { name: 'NOT SAVING' })).toBeAttached();
	await expect(tickOf(page, full)).toHaveCount(0);
	// It stays until somebody has seen it: the next scan does not wipe the code away.
	await scanUntil(wedge, after, recentOf(page, full, 'NOT SAVED').nth(1));
	await expect(screen).toContainText(printCode(full));
	expect(await ownEvents(page)).toEqual(known);

	await freeStorage(page);
	await screen.getByRole('button', { name: 'Try again' }).click();
	await expect(tickOf(page, full)).toBeVisible();
	expect(await scanBatch(page, wedge, after)).toBe('recorded');
	await expect.poll(() => countStored(page, 'outbox')).toBe(0);
	await expectAtServer(site, [before, full, after]);
	expect(chainFaults(await ownEvents(page))).toEqual([]);
	await leave(site);
});

test('a storage that was emptied, between two visits or under the running page, loses no scan', async () => {
	const site = await createSite();
	const { page, wedge, batches, server, workshop } = site;
	const [sent, first, second, third, untold] = batches.map(({ code }) => code) as [Code, Code, Code, Code, Code];
	expect(await scanBatch(page, wedge, sent)).toBe('recorded');
	await expect.poll(() => countStored(page, 'outbox')).toBe(0);
	await becomeReady(page);
	await server.kill();
	for (const code of [first, second]) {
		expect(await scanBatch(page, wedge, code)).toBe('recorded');
	}

	// Between two visits.
	const other = await openBlankTab(page);
	await page.goto('about:blank');
	await emptyStorage(other);
	await page.goto(site.url);
	await expect(page.getByText('The storage was emptied')).toBeVisible();
	await expect(page.getByText('2 unsent records survived')).toBeVisible();
	await server.restart();
	await page.getByRole('link', { name: 'Enrol this device' }).click();
	await fillInEnrolment(page, { name: 'Phone 1', code: await siteAdmin(server).issueCode() });
	await expect.poll(() => countStored(page, 'outbox')).toBe(0);
	await expectAtServer(site, [sent, first, second]);

	// Under the running page.
	await openStation(page, site.url, workshop.station, STATION);
	await expect(page.getByText(`3 of ${BATCHES} batches started`)).toBeAttached();
	await server.kill();
	expect(await scanBatch(page, wedge, third)).toBe('recorded');
	await emptyStorage(other);
	await expect(page.getByText('The storage was emptied')).toBeVisible();
	await wedge.scan(untold);
	await expect(tickOf(page, untold)).toHaveCount(0);
	await page.getByRole('button', { name: 'Reload Floorbook' }).click();
	await expect(page.getByText('1 unsent record survived')).toBeVisible();
	await server.restart();
	await page.getByRole('link', { name: 'Enrol this device' }).click();
	await fillInEnrolment(page, { name: 'Phone 1', code: await siteAdmin(server).issueCode() });
	await openStation(page, site.url, workshop.station, STATION);
	await expect(page.getByText(`4 of ${BATCHES} batches started`)).toBeAttached();
	await expect.poll(() => countStored(page, 'outbox')).toBe(0);
	await expectAtServer(site, [sent, first, second, third]);
	await leave(site);
});

test("a captive portal's answers lose nothing, are named, and work goes on by itself when it is gone", async () => {
	const network: Awaited<ReturnType<typeof startNetwork>>[] = [];
	const site = await createSite({
		via: async (server) => {
			network.push(await startNetwork(server));
			return network[0]!.url;
		}
	});
	const { page, batches, workshop } = site;
	const [portal] = network;
	if (!portal) throw new Error('there is no network');
	const codes = batches.slice(0, 2).map(({ code }) => code);
	await becomeReady(page);

	for (const [index, weather] of (['login page', 'redirect'] as const).entries()) {
		const code = codes[index]!;
		const before = portal.intercepted;
		portal.turn(weather);
		// The app itself starts behind the portal, too.
		await openStation(page, site.url, workshop.station, STATION);
		expect(await scanBatch(page, await plugInWedge(page), code)).toBe('recorded');
		await page.goto(`${site.url}/sync`);
		await expect(page.getByText('The network has a login page')).toBeVisible();
		await expect(
			page.getByText(index === 0 ? '1 record waits to be sent.' : '2 records wait to be sent.')
		).toBeVisible();
		await expect.poll(() => portal.intercepted).toBeGreaterThan(before);
	}
	expect(await countStored(page, 'outbox')).toBe(codes.length);

	portal.turn('clear');
	await expect(page.getByText('Nothing waits to be sent.')).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText('The network has a login page')).toHaveCount(0);
	await expectAtServer(site, codes);
	expect(await countStored(page, 'quarantine')).toBe(0);
	await leave(site);
	await portal.close();
});
