import type { Code } from '#domain/kernel/code.ts';
import { createProfile } from '../support/browser-profile.ts';
import { chainFaults, initialisations } from '../support/device-log.ts';
import { enrol, openStation, scanBatch, turnCameraOff } from '../support/floor-screens.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { createOtherDevices, type OtherDevices, type PlannedRun, type Workshop } from '../support/other-devices.ts';
import { startServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import {
	countStored,
	firstDifference,
	refolded,
	storedEvents,
	storedIdentity,
	storedTables
} from '../support/stored-tables.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

test.use(ALWAYS_ONLINE);

const STATION = 'Knitting';
const TABS = 4;
const LEAST_SCANS = 20;
const MOST_SCANS = 30;
const BACKLOG = 3_000;

test('four tabs scan while one of them catches up on 3,000 events', async () => {
	test.setTimeout(300_000);
	const others = createOtherDevices();
	const workshop = others.workshop({ item: 'Sock', step: 'Knit', station: STATION });
	const ours = others.run(workshop, TABS * MOST_SCANS);
	const server = await startServer();
	await siteAdmin(server).push(others.take());
	const browser = await createProfile().launch();
	await enrol(browser.page, server.url, { name: 'Kiosk 1', code: server.code });
	await turnCameraOff(browser.page, server.url);
	const tabs = [browser.page];
	while (tabs.length < TABS) tabs.push(await browser.context.newPage());
	for (const tab of tabs) await openStation(tab, server.url, workshop.station, STATION);

	// Everything the other devices did reaches the server while this browser cannot.
	const backlog = othersShift(others, workshop, ours);
	await server.stop();
	const elsewhere = await startServer({ dataDir: server.dataDir });
	await siteAdmin(elsewhere).push(backlog);
	await elsewhere.stop();
	await server.restart();

	const known = await countStored(browser.page, 'events');
	let behind = true;
	const catchUp = expect
		.poll(() => countStored(browser.page, 'events'), { timeout: 240_000, intervals: [500] })
		.toBeGreaterThanOrEqual(known + backlog.length)
		.then(() => (behind = false));
	const tookBehind: number[] = [];
	const scanning = Promise.all(
		tabs.map(async (tab, index) => {
			const wedge = await plugInWedge(tab);
			const recorded: Code[] = [];
			for (const { code } of ours.batches.slice(index * MOST_SCANS, (index + 1) * MOST_SCANS)) {
				if (!behind && recorded.length >= LEAST_SCANS) break;
				const began = performance.now();
				if ((await scanBatch(tab, wedge, code)) === 'recorded') recorded.push(code);
				if (behind) tookBehind.push(performance.now() - began);
			}
			return recorded;
		})
	);
	const [confirmed] = await Promise.all([scanning, catchUp]);
	expect(tookBehind.length, 'scans were made during the catch-up').toBeGreaterThan(TABS);

	await expect.poll(() => countStored(browser.page, 'outbox'), { timeout: 30_000 }).toBe(0);
	const atServer = (await siteAdmin(server).documents()).filter(({ _id }) => !_id.startsWith('personal:'));
	await expect.poll(() => countStored(browser.page, 'events'), { timeout: 30_000 }).toBe(atServer.length);
	const stored = await storedTables(browser.page);
	const identity = storedIdentity(stored);
	const events = storedEvents(stored);
	const own = events.filter(({ device }) => device === identity.device);
	const scans = confirmed.flat().toSorted();
	expect([...initialisations(own)].toSorted()).toEqual(scans.map((code) => [code, 1]));
	expect(chainFaults(own)).toEqual([]);
	expect(own).toHaveLength(identity.seq);
	expect(await firstDifference(stored, await refolded(stored))).toBeNull();

	expect(atServer.map(({ _id }) => _id).toSorted()).toEqual(events.map(({ _id }) => _id).toSorted());
	const median = tookBehind.toSorted((a, b) => a - b)[tookBehind.length >> 1] ?? 0;
	console.log(
		`${scans.length} scans recorded in ${TABS} tabs; ${tookBehind.length} made while ${backlog.length} events came in, ` +
			`in ${Math.round(median)} ms from the first key to the tick by the median, tests and tabs sharing the machine`
	);
	await browser.close();
	await server.stop();
});

/** Some of it concerns the batches that are scanned here. */
function othersShift(others: OtherDevices, workshop: Workshop, ours: PlannedRun) {
	for (const [index, batch] of ours.batches.entries()) if (index % 10 === 0) others.initialise(batch, workshop);
	const events = others.take();
	while (events.length < BACKLOG) {
		for (const batch of others.run(workshop, 500).batches) others.initialise(batch, workshop);
		events.push(...others.take());
	}
	return events;
}
