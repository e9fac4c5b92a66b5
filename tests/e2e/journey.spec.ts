import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { createProfile, type LaunchedBrowser, type LaunchOptions } from '../support/browser-profile.ts';
import {
	becomeReady,
	cardOf,
	codesIn,
	createRun,
	enrol,
	expectFigures,
	fillInEnrolment,
	isAtStation,
	meetServer,
	openRun,
	openScreen,
	scanUntil,
	shownLabels,
	tickOf,
	turnCameraOff,
	typeCode,
	type NewDevice
} from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { rasterisePdf } from '../support/label-pdf.ts';
import type { Picture } from '../support/label-picture.ts';
import { pageSizes } from '../support/pdf-pages.ts';
import { readSecond } from '../support/second-reader.ts';
import { startServer, temporaryFolder, type RunningServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { labelVideo } from '../support/video.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

const PRINTER_DPI = 203;
const POINTS_AN_INCH = 72;
const PHONE = { width: 360, height: 740 };
const OFFICE = { width: 1440, height: 900 };
/** Between two labels before the camera: time for a tap. */
const BENCH_SECONDS = 3;

const [KNITTING, DYEING, FINISHING] = ['Knitting in', 'Dyeing in', 'Finishing'] as const;
const [KNITTER, DYER, FINISHER] = ['Knit 1', 'Dye 1', 'Board 1'] as const;

type Use = NonNullable<NewDevice['use']>;

/** What is printed on what. */
interface Print {
	readonly kind: 'Tag' | 'Traveler';
	/** Inches, as people name paper: the short side first. */
	readonly paper: readonly [number, number];
}

/** Who walks the journey, with what in hand, and the labels of it. */
interface Walker {
	readonly use: Use;
	readonly viewport: { readonly width: number; readonly height: number };
	readonly reads: 'camera' | 'wedge' | 'keys';
	readonly labels: Print;
	/** One of the labels is lost on the way, and printed anew. */
	readonly reprint?: Print;
}

const WALKERS: readonly Walker[] = [
	{ use: 'Phone', viewport: PHONE, reads: 'camera', labels: { kind: 'Traveler', paper: [2, 4] } },
	{
		use: 'Kiosk',
		viewport: { width: 1280, height: 800 },
		reads: 'wedge',
		labels: { kind: 'Tag', paper: [1, 3] },
		reprint: { kind: 'Traveler', paper: [1, 4] }
	},
	{ use: 'Office', viewport: OFFICE, reads: 'keys', labels: { kind: 'Tag', paper: [1, 1] } }
];

/** Shows a label to the device until the answer is on the screen. */
type Scan = (code: Code, answer: Locator) => Promise<void>;

let server: RunningServer;
let office: LaunchedBrowser;
/** By the test that is running. */
let opened: LaunchedBrowser[] = [];

test.beforeAll(async () => {
	server = await startServer();
	office = await createProfile().launch({ viewport: OFFICE });
	// Chromium without a screen has no print window.
	await office.context.addInitScript(() => (window.print = () => undefined));
	await enrol(office.page, server.url, { name: 'Office', code: server.code });
	await office.page.getByRole('button', { name: 'Fill in an example' }).click();
	await expect(office.page.getByText('You are now Ana')).toBeVisible();
	await becomeReady(office.page);
});

test.afterAll(async () => {
	await office.close();
	await server.stop();
});

test.afterEach(async () => {
	for (const browser of opened) await browser.close();
	opened = [];
});

for (const walker of WALKERS) {
	const { use, reads, labels, reprint } = walker;
	test(`${use}, ${reads}: printed, started, moved through every step and undone on a dead server, then the same elsewhere`, async () => {
		test.setTimeout(300_000);
		const planned = await createRun(office.page, {
			item: 'Sock, knitted (S-40)',
			batches: 2,
			each: 50,
			machine: KNITTER
		});
		const [first, printedSecond] = planned.labels as [Code, Code];
		let second = printedSecond;
		const pictures = await print(office.page, labels, planned.labels);

		const device = await deviceOf(walker, pictures);
		const { page } = device;
		const scan = await handOf(page, walker);
		await openRun(page, planned.run);
		await expect(page.getByText('Pending')).toBeVisible();
		await becomeReady(page);
		await server.kill();

		await page.reload();
		await openStation(page, KNITTING);
		await scan(first, tickOf(page, first));
		await scan(second, tickOf(page, second));

		await openStation(page, FINISHING);
		const refusal = cardOf(page, first).filter({ hasText: 'Not this step yet' });
		await scan(first, refusal);
		await expect(refusal).toContainText(`belongs at ${DYEING}`);
		await expect(refusal).toContainText('Nothing was recorded');

		if (reprint) second = await replaceLabel(page, planned.run, second, reprint);

		await openStation(page, DYEING);
		const question = page.getByRole('alert').filter({ hasText: 'Which machine?' });
		await scan(first, question);
		await question.getByRole('button', { name: DYER, exact: true }).click();
		await expect(tickOf(page, first)).toContainText(`now at ${DYER}`);
		await scan(second, tickOf(page, second));
		await tickOf(page, second).getByRole('button', { name: /^Undo/ }).click();
		await expect(cardOf(page, second).filter({ hasText: 'Undone' })).toContainText(`It is at ${KNITTER} again`);
		await page.reload();
		await isAtStation(page, DYEING);
		await scan(first, cardOf(page, first).filter({ hasText: 'Already scanned' }));
		await scan(second, tickOf(page, second));

		await expectOpenAt(page, DYER, [first, second]);
		await expectClosedAt(page, KNITTER, [first, second]);
		await openRun(page, planned.run);
		await expect(page.getByText('Completed').first()).toBeVisible();
		await expectFigures(page, { open: 2, closed: 0, created: 0 });

		await openStation(page, FINISHING);
		await scan(first, tickOf(page, first).filter({ hasText: 'Finished' }));
		await scan(second, tickOf(page, second).filter({ hasText: 'Finished' }));
		await expectOpenAt(page, DYER, []);
		await expectClosedAt(page, FINISHER, [first, second]);
		await openRun(page, planned.run);
		await page.reload();
		const facts = await expectFinished(page);

		await server.restart();
		await meetServer(page);
		const other = await otherThan(device);
		await openRun(other, planned.run);
		await expect.poll(() => expectFinished(other)).toBe(facts);
	});
}

test('a new user comes from the first screen to the third scan by nothing but what the screens say', async () => {
	const site = await startServer();
	const { page } = await open({ viewport: PHONE });
	await page.goto(site.url);
	await page.getByRole('link', { name: 'Enrol this device' }).click();
	await fillInEnrolment(page, { name: 'My phone', code: site.code });
	await page.getByRole('button', { name: 'Fill in an example' }).click();
	await page.getByRole('link', { name: 'Create a run' }).last().click();
	await page.getByLabel('Item').selectOption({ label: 'Sock, knitted (S-40)' });
	await expect(page.getByText('Goes through Knitting → Dyeing → Finishing')).toBeVisible();
	await page.getByLabel('Batches', { exact: true }).fill('3');
	await page.getByLabel('In each batch').fill('50');
	await page.getByRole('button', { name: 'Create and print' }).click();
	// A phone shows one label of them; the run has the codes of all.
	await page.getByRole('link', { name: /^Run R/ }).click();
	const batches = page.getByRole('list', { name: 'Batches', exact: true }).getByRole('listitem');
	await expect(batches).toHaveCount(3);
	const codes = codesIn((await batches.allInnerTexts()).join(' '));
	await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Station' }).click();
	await page.getByRole('link', { name: /Starts batches/ }).click();
	await isAtStation(page, KNITTING);
	for (const [index, code] of codes.entries()) {
		await typeCode(page, code);
		// The run names no machine, so the first scan asks; the others take the one that was said.
		if (index === 0) await page.getByRole('alert').getByRole('button', { name: KNITTER }).click();
		await expect(tickOf(page, code)).toBeVisible();
	}
	await site.stop();
});

async function open(options: LaunchOptions): Promise<LaunchedBrowser> {
	const browser = await createProfile().launch(options);
	opened.push(browser);
	return browser;
}

async function enrolled(options: LaunchOptions, use: Use): Promise<LaunchedBrowser> {
	const browser = await open(options);
	await enrol(browser.page, server.url, { name: use, code: await siteAdmin(server).issueCode(), use });
	return browser;
}

/** What the printer gets from the labels that are shown: each page of the exact size, with a symbol that another reader reads. */
async function print(page: Page, { kind, paper: [height, width] }: Print, labels: readonly Code[]): Promise<Picture[]> {
	await page.getByRole('radio', { name: kind }).check();
	await page.getByRole('radio', { name: new RegExp(`^${height} × ${width} in`) }).check();
	const pdf = await page.pdf({ preferCSSPageSize: true });
	expect(await pageSizes(pdf)).toEqual(labels.map(() => [width * POINTS_AN_INCH, height * POINTS_AN_INCH]));
	const pictures = await rasterisePdf(pdf, PRINTER_DPI);
	expect(pictures.map(readSecond)).toEqual(labels.map((code) => code.toUpperCase()));
	await page.getByRole('button', { name: /^Print \d+ labels?$/ }).click();
	await page.getByRole('button', { name: /^Yes/ }).click();
	return pictures;
}

/** The walker's device, at the site since before the network went. */
async function deviceOf({ use, viewport, reads }: Walker, pictures: readonly Picture[]): Promise<LaunchedBrowser> {
	if (use === 'Office') return office;
	if (reads !== 'camera') return enrolled({ viewport }, use);
	const camera = join(temporaryFolder(), 'labels.mjpeg') as `${string}.mjpeg`;
	const scenes = pictures.flatMap((image) => [
		{ image, seconds: 1.5 },
		{ image: null, seconds: BENCH_SECONDS }
	]);
	await labelVideo(camera, scenes, { dpi: PRINTER_DPI, fps: 2 });
	return enrolled({ viewport, camera }, use);
}

async function handOf(page: Page, { reads }: Walker): Promise<Scan> {
	switch (reads) {
		case 'camera':
			// The labels come by, one after the other, and start over.
			return (_code, answer) => expect(answer).toBeVisible({ timeout: 30_000 });
		case 'wedge': {
			await turnCameraOff(page, server.url);
			const wedge = await plugInWedge(page);
			return (code, answer) => scanUntil(wedge, code, answer);
		}
		case 'keys':
			await turnCameraOff(page, server.url);
			return async (code, answer) => {
				await typeCode(page, code);
				await expect(answer).toBeVisible();
			};
	}
}

async function openStation(page: Page, name: string): Promise<void> {
	await openScreen(page, 'Stations');
	await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
	await isAtStation(page, name);
}

/** The paper is gone: the batch goes on under a new code, whose label is printed. */
async function replaceLabel(page: Page, run: Code, lost: Code, reprint: Print): Promise<Code> {
	await openRun(page, run);
	await page.getByRole('link', { name: printCode(lost) }).click();
	await page.getByRole('button', { name: 'Replace lost label' }).click();
	await expect(page.getByRole('button', { name: 'Print 1 label' })).toBeVisible();
	const [code] = await shownLabels(page);
	if (!code || code === lost) throw new Error('there is no new label');
	await print(page, reprint, [code]);
	return code;
}

async function openBoard(page: Page, machine: string): Promise<void> {
	await openScreen(page, 'Machines');
	await page.getByRole('link', { name: new RegExp(`^${machine}`) }).click();
	await expect(page.getByRole('heading', { level: 1, name: machine })).toBeVisible();
}

async function expectOpenAt(page: Page, machine: string, labels: readonly Code[]): Promise<void> {
	await openBoard(page, machine);
	await expect(page.getByRole('radio', { name: `${labels.length} Open` })).toBeChecked();
	for (const label of labels) await expect(page.getByRole('link', { name: printCode(label) })).toBeVisible();
}

async function expectClosedAt(page: Page, machine: string, labels: readonly Code[]): Promise<void> {
	await openBoard(page, machine);
	await page.getByRole('radio', { name: 'Closed today' }).check();
	for (const label of labels) await expect(page.getByRole('link', { name: printCode(label) })).toBeVisible();
}

/** On the run's screen. Answers what it says of it, with the times. */
async function expectFinished(page: Page): Promise<string | null> {
	await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible();
	await expect(page.getByText('Finished', { exact: true }).first()).toBeVisible();
	await expect(page.getByText('every batch closed')).toBeVisible();
	await expectFigures(page, { open: 0, closed: 2, created: 0 });
	return page.locator('dl').first().textContent();
}

/** A device that was not there: the office, or, where the office walked, one that comes new to the site. */
async function otherThan(device: LaunchedBrowser): Promise<Page> {
	if (device === office) return (await enrolled({ viewport: PHONE }, 'Phone')).page;
	await meetServer(office.page);
	return office.page;
}
