import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { DOTS_AN_INCH } from '#domain/label/print-drawing.ts';
import { cellsOf, SHEET, type Sheet } from '#domain/label/print-sheet.ts';
import { STOCK } from '#domain/label/print-stock.ts';
import { createProfile, type LaunchedBrowser } from '../support/browser-profile.ts';
import { createTestFloor, defining, quantity } from '../support/floor.ts';
import { enrol } from '../support/floor-screens.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { rasterisePdf } from '../support/label-pdf.ts';
import { cutOut, type Picture } from '../support/label-picture.ts';
import { pageSizes } from '../support/pdf-pages.ts';
import { readSecond } from '../support/second-reader.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

test.use(ALWAYS_ONLINE);

const PRINTER_DPI = 203;
/** Links on labels need https, and nobody has to prove here that the address is theirs. */
const SITE = 'https://floor.mill.example';
const BATCHES = 13;
const STEPS = ['Knitting', 'Toe linking', 'Washing and softening', 'Dyeing', 'Boarding', 'Pairing', 'Packing'];

/** Chromium makes every A4 page a ninth of a millimetre narrow, by rounding. */
const TOLERANCE = 0.12;

interface Printed {
	readonly run: Code;
	/** In the order of the paper. */
	readonly codes: readonly Code[];
}

let server: RunningServer;
let browser: LaunchedBrowser;
let printed: Printed;

test.beforeAll(async () => {
	server = await startServer({ env: { HOSTS: new URL(SITE).hostname } });
	printed = await planRun(server);
	browser = await createProfile().launch();
	// Chromium without a screen has no print window.
	await browser.context.addInitScript(() => (window.print = () => undefined));
	await serveAs(SITE, browser.context);
	await enrol(browser.page, SITE, { name: 'Office', code: server.code });
});

test.afterAll(async () => {
	await browser.close();
	await server.stop();
});

test.beforeEach(async () => {
	// What the test before has chosen is no choice here.
	await browser.page.evaluate(() => localStorage.removeItem('floorbook.labels'));
	await browser.page.goto(`${SITE}/labels?run=${printed.run}`);
	await expect(browser.page.getByRole('button', { name: `Print ${BATCHES} labels` })).toBeVisible();
});

test('every label of every size is a page of its own, in the exact size, and its symbol can be read', async () => {
	const { page } = browser;
	for (const kind of ['Tag', 'Traveler']) {
		await page.getByRole('radio', { name: kind }).check();
		for (const size of ['1x1', '1x3', '1x4', '2x4'] as const) {
			const choice = page.getByRole('radio', { name: new RegExp(`^${size.replace('x', ' × ')} in`) });
			if (kind === 'Traveler' && size === '1x1') {
				await expect(choice).toBeDisabled();
				await expect(page.getByText('Too small for a route').first()).toBeVisible();
				continue;
			}
			await choice.check();
			const pictures = await print(page, size.split('x').reverse().map(Number));
			expect(pictures.map(readSecond), `${kind} ${size}`).toEqual(printed.codes.map((code) => code.toUpperCase()));
		}
	}
});

test('on an https address the symbol can be a link that any phone opens, where it has room', async () => {
	const { page } = browser;
	await page.getByRole('radio', { name: 'Web link' }).check();
	for (const [size, link] of [
		['1x3', ''],
		['1x4', `${SITE}/b/`],
		['2x4', `${SITE}/b/`]
	] as const) {
		await page.getByRole('radio', { name: new RegExp(`^${size.replace('x', ' × ')} in`) }).check();
		const pictures = await print(page, size.split('x').reverse().map(Number));
		expect(pictures.map(readSecond), size).toEqual(printed.codes.map((code) => (link + code).toUpperCase()));
	}
});

for (const [title, sheet] of [
	['Letter, 10 labels', SHEET['letter-10']],
	['A4, 24 labels', SHEET['a4-24']]
] as const) {
	test(`labels fill a sheet from the first free cell on: ${title}`, async () => {
		const { page } = browser;
		await page.getByRole('radio', { name: 'Tag' }).check();
		await page.getByRole('radio', { name: title }).check();
		await page.getByRole('radio', { name: 'Label 3', exact: true }).check();
		const pictures = await print(page, [sheet.width / DOTS_AN_INCH, sheet.height / DOTS_AN_INCH]);
		const cells = cellsOf(sheet);
		expect(pictures).toHaveLength(Math.ceil((BATCHES + 2) / cells));
		const read = printed.codes.map((_, index) => {
			const cell = index + 2;
			return readSecond(cellOf(pictures[Math.floor(cell / cells)]!, sheet, cell % cells));
		});
		expect(read).toEqual(printed.codes.map((code) => code.toUpperCase()));
		expect(isBlank(cellOf(pictures[0]!, sheet, 1))).toBe(true);
	});
}

test('a job sheet counts its pages and carries the run’s symbol', async () => {
	const { page } = browser;
	await page.getByRole('radio', { name: 'Job sheet' }).check();
	for (const [paper, inches] of [
		['A4', [210 / 25.4, 297 / 25.4]],
		['Letter', [8.5, 11]]
	] as const) {
		await page.getByRole('radio', { name: paper, exact: true }).check();
		const [first, ...more] = await print(page, inches);
		await expect(page.getByRole('button', { name: 'Print job sheet' })).toContainText(`${more.length + 1} page`);
		expect(readSecond(first!)).toBe(printed.run.toUpperCase());
	}
});

test('a test page has the size of the paper', async () => {
	const { page } = browser;
	await page.getByRole('radio', { name: 'Tag' }).check();
	await page.getByRole('radio', { name: '1 × 3 in' }).check();
	await page.getByRole('button', { name: 'Print a test page' }).click();
	await expect(page.getByText('The ruler on the test page has 70 mm.')).toBeVisible();
	expect(await print(page, [3, 1])).toHaveLength(1);
	await page.getByRole('button', { name: 'Yes, exactly' }).click();
	await expect(page.getByText('Check the printer first')).toHaveCount(0);
});

test('labels can be taken to a label printer as a file', async () => {
	const { page } = browser;
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Download for a label printer' }).click()
	]);
	expect(download.suggestedFilename()).toBe(`${printCode(printed.run)}_2x4_${BATCHES}.zpl`);
	const written = await readFile(await download.path(), 'utf8');
	expect([...written.matchAll(/\^FDHA,(\w+)\^FS/g)].map(([, code]) => code)).toEqual(
		printed.codes.map((code) => code.toUpperCase())
	);
	await page.getByRole('button', { name: 'Nothing was printed' }).click();
	await expect(page.getByRole('button', { name: `Print ${BATCHES} labels` })).toBeVisible();
});

test('what came out is counted, the rest is printed again, and a second label says so', async () => {
	const { page } = browser;
	await page.getByRole('radio', { name: 'Tag' }).check();
	await page.getByRole('radio', { name: /^2 × 4 in/ }).check();
	await page.getByRole('button', { name: `Print ${BATCHES} labels` }).click();
	await page.getByLabel('Reprint from no.').fill('12');
	await page.getByRole('button', { name: 'Reprint', exact: true }).click();
	await page.getByRole('button', { name: 'Print 2 labels' }).click();
	const last = page.getByRole('article', { name: `Label ${printCode(printed.codes.at(-1)!)}` });
	await expect(last).not.toContainText('REPRINT');
	await page.getByRole('button', { name: 'Yes, all 2' }).click();
	await page.getByRole('button', { name: `Print ${BATCHES} labels` }).click();
	await expect(page.getByRole('article', { name: `Label ${printCode(printed.codes[0]!)}` })).toContainText('REPRINT 1');
	await page.getByRole('button', { name: 'Nothing was printed' }).click();

	// Whoever goes on without an answer may have the labels in hand.
	await page.getByRole('button', { name: `Print ${BATCHES} labels` }).click();
	await page.getByRole('link', { name: `Run ${printCode(printed.run)}` }).click();
	await expect(page).toHaveURL(`${SITE}/runs/${printed.run}`);
	await page.goto(`${SITE}/labels?batch=${printed.codes[0]}`);
	await expect(page.getByRole('article', { name: /^Label/ })).toContainText('REPRINT 2');
});

test('a scan while labels are printed leaves no mark on the paper', async () => {
	const { page } = browser;
	const wedge = await plugInWedge(page);
	await page.emulateMedia({ media: 'print' });
	const appeared = await page.evaluateHandle(() => {
		const visible: boolean[] = [];
		const look = (records: MutationRecord[]): void => {
			for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
				if (node instanceof Element) visible.push(node.checkVisibility());
			}
		};
		new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
		return visible;
	});
	await expect(async () => {
		await wedge.scan('No label of ours');
		await expect.poll(() => appeared.evaluate(({ length }) => length)).toBeGreaterThan(0);
	}).toPass();
	await page.emulateMedia({ media: null });
	await expect(page.getByText('Label not known').first()).toBeVisible();
	expect(await appeared.evaluate((visible) => visible.filter(Boolean))).toEqual([]);
});

/** Answers for an address that the test has no certificate for with what the server says. */
async function serveAs(origin: string, context: BrowserContext): Promise<void> {
	await context.route(`${origin}/**`, async (route) => {
		const { pathname, search } = new URL(route.request().url());
		try {
			await route.fulfill({ response: await route.fetch({ url: server.url + pathname + search, timeout: 0 }) });
		} catch {
			// The page went on, or the test ended, while a request was open.
			await route.abort().catch(() => undefined);
		}
	});
}

/** The pages a printer gets, each of the size in inches, as it puts them on paper. */
async function print(page: Page, [width, height]: readonly number[]): Promise<Picture[]> {
	const pdf = await page.pdf({ preferCSSPageSize: true });
	for (const [wide, high] of await pageSizes(pdf)) {
		expect(Math.abs(wide / 72 - width!) * 25.4).toBeLessThan(TOLERANCE);
		expect(Math.abs(high / 72 - height!) * 25.4).toBeLessThan(TOLERANCE);
	}
	return rasterisePdf(pdf, PRINTER_DPI);
}

function cellOf(picture: Picture, sheet: Sheet, cell: number): Picture {
	const scale = PRINTER_DPI / DOTS_AN_INCH;
	const { width, height } = STOCK[sheet.stock];
	const x = sheet.left + (cell % sheet.columns) * sheet.across;
	const y = sheet.top + Math.floor(cell / sheet.columns) * sheet.down;
	return cutOut(picture, { x: x * scale, y: y * scale, width: width * scale, height: height * scale });
}

const isBlank = ({ data }: Picture): boolean => data.every((value) => value === 255);

/** A run whose items have names as they are on a floor, and a route longer than any traveler. */
async function planRun(server: RunningServer): Promise<Printed> {
	const floor = await createTestFloor({ device: 700 });
	const define = defining(floor);
	let item = await define.item('Yarn, merino grey melange Nm 28/2', { unit: 'kg', nature: 'material' });
	const made: Code[] = [];
	for (const [index, name] of STEPS.entries()) {
		const amount = quantity(index === 0 ? '1/20 kg' : '1 pcs');
		const product = await define.item(`Sock after ${name.toLowerCase()}`, { nature: 'part' });
		await define.step(name, {
			consumes: [{ item, quantity: amount, allowance: null }],
			produces: { item: product, quantity: quantity('1 pcs') }
		});
		made.push(product);
		item = product;
	}
	const { events } = await floor.record({
		type: 'CreateRun',
		lines: [{ item: made[0]!, each: quantity('1250 pcs'), batches: BATCHES, machines: [], flow: null }],
		responsible: null,
		due: '2026-11-30',
		priority: 3,
		released: true
	});
	await siteAdmin(server).push(await floor.documents());
	const touched = [...new Set(events.flatMap(({ touches }) => touches))] as Code[];
	const of = (letter: string): Code[] => touched.filter((code) => code.startsWith(letter)).sort();
	return { run: of('r')[0]!, codes: of('b') };
}
