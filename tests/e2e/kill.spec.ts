import { setTimeout as sleep } from 'node:timers/promises';
import type { Code } from '#domain/kernel/code.ts';
import { createSeededRandom, newSeed } from '../contract/seeded-random.ts';
import { createProfile, type LaunchedBrowser } from '../support/browser-profile.ts';
import { chainFaults, initialisations } from '../support/device-log.ts';
import { enrol, openStation, scanBatch, turnCameraOff, witnessTicks, type Answer } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { createOtherDevices } from '../support/other-devices.ts';
import { startServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { countStored, storedEvents, storedIdentity, storedTables } from '../support/stored-tables.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

const seed = Number(process.env.KILL_SEED ?? newSeed());
const kills = Number(process.env.KILLS ?? 20);

const STATION = 'Knitting';

/** Milliseconds after the last key within which a blow at random falls: a scan takes about half of it. */
const LATEST_BLOW = 120;

/** Milliseconds to wait for a tick. */
const LATEST_TICK = 2_000;

/** Every other blow falls at the very moment at which the tick is seen, the others at random. */
const fallsAtTick = (round: number): boolean => round % 2 === 0;

/** Every fifth time the whole browser dies, otherwise the processes of its pages. */
const isWholeBrowser = (round: number): boolean => round % 5 === 4;

test('a page or browser killed around a scan keeps what it ticked', async () => {
	console.log(`KILL_SEED=${seed} KILLS=${kills}`);
	test.setTimeout(60_000 + kills * 10_000);
	const random = createSeededRandom(seed);
	const others = createOtherDevices();
	const workshop = others.workshop({ item: 'Sock', step: 'Knit', station: STATION });
	const { batches } = others.run(workshop, kills);
	const server = await startServer();
	await siteAdmin(server).push(others.take());
	const profile = createProfile();
	const ticked = new Set<Code>();
	let onTick = (): void => undefined;
	const witness = (code: Code): void => {
		ticked.add(code);
		onTick();
	};

	let browser: LaunchedBrowser = await profile.launch();
	await witnessTicks(browser.context, witness);
	await enrol(browser.page, server.url, { name: 'Phone 1', code: server.code });
	let { page } = browser;
	await turnCameraOff(page, server.url);
	await openStation(page, server.url, workshop.station, STATION);

	const unticked: Answer[] = [];
	for (const [round, { code }] of batches.entries()) {
		const tick = new Promise<void>((resolve) => (onTick = resolve));
		const killPages = await browser.aimAtPages();
		await (await plugInWedge(page)).scan(code);
		await (fallsAtTick(round) ? Promise.race([tick, sleep(LATEST_TICK)]) : sleep(random() * LATEST_BLOW));
		if (isWholeBrowser(round)) {
			await browser.kill();
			browser = await profile.launch();
			await witnessTicks(browser.context, witness);
			({ page } = browser);
		} else {
			page = await killPages();
		}
		const promised = ticked.has(code);
		await openStation(page, server.url, workshop.station, STATION);
		// The operator who saw no tick scans again; whoever saw one is told that it is there.
		const answer = await scanBatch(page, await plugInWedge(page), code);
		if (promised) expect(answer, `${code} was ticked before the kill`).toBe('already scanned');
		else unticked.push(answer);
	}

	const stored = await storedTables(page);
	const identity = storedIdentity(stored);
	const own = storedEvents(stored).filter(({ device }) => device === identity.device);
	expect([...initialisations(own)].toSorted()).toEqual(batches.map(({ code }) => [code, 1]).toSorted());
	expect(chainFaults(own)).toEqual([]);
	expect(own).toHaveLength(identity.seq);
	await expect.poll(() => countStored(page, 'outbox'), { timeout: 30_000 }).toBe(0);
	const atServer = (await siteAdmin(server).documents()).map(({ _id }) => _id);
	expect(atServer).toEqual(expect.arrayContaining(own.map(({ _id }) => _id)));
	console.log(
		`${kills - unticked.length} of ${kills} kills came after the tick; ` +
			`${unticked.filter((answer) => answer === 'already scanned').length} of the others had been stored`
	);
	await browser.close();
	await server.stop();
});
