import { errors, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { parseCode, printCode, type Code } from '#domain/kernel/code.ts';
import type { WedgeScanner } from './wedge-keys.ts';

/** The app as a person uses it: by what the screens show and what the controls are called. */

export interface NewDevice {
	readonly name: string;
	/** The one-time code, as printed or shown. */
	readonly code: string | null;
	/** By its size if not given: a phone or an office. */
	readonly use?: 'Phone' | 'Kiosk' | 'Office';
}

export async function enrol(page: Page, url: string, device: NewDevice): Promise<void> {
	await page.goto(url);
	await page.getByRole('link', { name: 'Enrol this device' }).click();
	await fillInEnrolment(page, device);
}

/** On the enrolment screen. */
export async function fillInEnrolment(page: Page, { name, code, use }: NewDevice): Promise<void> {
	if (code === null) throw new Error('there is no enrolment code');
	await page.getByLabel('One-time code').fill(code);
	await page.getByLabel('Name of this device').fill(name);
	if (use) await page.getByLabel('What it is used as').selectOption(use.toLowerCase());
	await page.getByRole('button', { name: 'Enrol this device' }).click();
	// Where it was enrolled again, its address is loaded anew: whoever went on before would be brought back.
	await page.waitForURL(({ pathname }) => pathname !== '/enrol');
	await expect(page.getByRole('navigation', { name: 'Screens' }).first()).toBeVisible();
}

/** The app and all its files are on this device: from here on it starts without a network. */
export async function becomeReady(page: Page): Promise<void> {
	const state = (): Promise<string | undefined> =>
		page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
	await expect.poll(state, { message: 'the service worker is active', timeout: 40_000 }).toBe('activated');
}

/** From any screen over the home screen, which leads to all others. */
export async function openScreen(page: Page, name: string): Promise<void> {
	await page
		.getByRole('link', { name: /^(Home|More|Menu)$/ })
		.first()
		.click();
	const tiles = page.getByRole('navigation', { name: /^(Your|All) screens$/ });
	const tile = tiles.getByRole('link', { name, exact: true });
	const address = new URL((await tile.getAttribute('href')) ?? '', page.url()).href;
	await tile.click();
	// The home screen has links and buttons of the same names.
	await page.waitForURL(address);
}

export interface NewRun {
	/** As the list of items has it. */
	readonly item: string;
	readonly batches: number;
	readonly each: number;
	readonly machine: string;
}

export interface CreatedRun {
	readonly run: Code;
	/** What the labels show, in the order of the paper. */
	readonly labels: readonly Code[];
}

/** From any screen; ends on the labels. */
export async function createRun(page: Page, { item, batches, each, machine }: NewRun): Promise<CreatedRun> {
	await openScreen(page, 'Runs');
	await page.getByRole('link', { name: 'Create a run' }).click();
	await page.getByLabel('Item').selectOption({ label: item });
	await page.getByLabel('Batches', { exact: true }).fill(String(batches));
	await page.getByLabel('In each batch').fill(String(each));
	await page.getByLabel(machine, { exact: true }).check();
	await page.getByRole('button', { name: 'Create and print' }).click();
	await expect(page.getByRole('button', { name: `Print ${batches} labels` })).toBeVisible();
	const [run] = codesIn(await page.getByRole('link', { name: /^Run R/ }).innerText());
	if (!run) throw new Error('the labels name no run');
	return { run, labels: await shownLabels(page) };
}

/** The codes of the batches whose labels are shown, ready to be printed. */
export async function shownLabels(page: Page): Promise<readonly Code[]> {
	const shown = page.getByRole('article', { name: /^Label B/ });
	await expect(shown.first()).toBeVisible();
	return codesIn((await shown.allInnerTexts()).join(' ')).filter((code) => code.startsWith('b'));
}

/** Codes as they are printed, each once. */
export function codesIn(text: string): Code[] {
	const read = [...text.matchAll(/\b[A-Z][0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{2}\b/g)].map(([printed]) =>
		parseCode(printed)
	);
	return [...new Set(read.flatMap((code) => (code.ok ? [code.value] : [])))];
}

/** From any screen. */
export async function openRun(page: Page, run: Code): Promise<void> {
	await openScreen(page, 'Runs');
	await page.getByRole('link', { name: printCode(run) }).click();
	await expect(page.getByRole('heading', { level: 1, name: printCode(run) })).toBeVisible();
}

export interface RunFigures {
	readonly open: number;
	readonly closed: number;
	readonly created: number;
}

/** On a run's screen: open against closed, and what is not started. */
export async function expectFigures(page: Page, { open, closed, created }: RunFigures): Promise<void> {
	const figures = page.getByRole('list', { name: 'Batches of this run' }).getByRole('listitem');
	await expect(figures).toHaveText([`Closed ${closed}`, `Open ${open}`, `Not started ${created}`]);
}

/** The server is back: sends what waits and takes what is new at once, without waiting for the next attempt. */
export async function meetServer(page: Page): Promise<void> {
	await openScreen(page, 'Sync');
	await page.getByRole('button', { name: 'Send now' }).click();
	await expect(page.getByText('Nothing waits to be sent.')).toBeVisible({ timeout: 30_000 });
	await expect(page.getByRole('link', { name: /^All sent/ })).toBeVisible();
}

/** What is known of the batch has come to this device: a scan before that is only kept until it has. */
export async function waitForBatch(page: Page, url: string, batch: Code): Promise<void> {
	await page.goto(`${url}/b/${batch}`);
	await expect(page.getByRole('main')).toContainText(/\d\spcs/, { timeout: 40_000 });
}

/** Ready to scan when it resolves. */
export async function openStation(page: Page, url: string, station: Code, name: string): Promise<void> {
	await page.goto(`${url}/stations/${station}`);
	await isAtStation(page, name);
}

/** Before that a scan would lead to what the label names. */
export const isAtStation = (page: Page, name: string): Promise<void> =>
	expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

/** Scanner mode: the camera stays off on this device, which saves its battery and, here, the machine. */
export async function turnCameraOff(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/settings`);
	await page.getByLabel('Use the camera').uncheck();
}

/** What the screen says about the last scan, if it was of this batch. */
export const cardOf = (page: Page, code: Code): Locator =>
	page.locator('[role=status], [role=alert]').filter({ hasText: printCode(code) });

/** The tick for a scan of this batch: the card's title, since a refusal says that nothing was recorded. */
export const tickOf = (page: Page, code: Code): Locator => cardOf(page, code).filter({ hasText: /^\s*Recorded/ });

/** The batch among the last five scans, with what happened to it. */
export const recentOf = (page: Page, code: Code, what: string): Locator =>
	page.getByRole('button', { name: `${code.slice(-4).toUpperCase()} ${what}` });

/** Milliseconds an operator looks at the screen before scanning again. */
const LOOK = 10_000;
const MOST_SCANS = 4;

/**
 * Scans as an operator does: looks for the answer, and scans again when there is none. That happens when the machine is so busy
 * that the keys of one scan come to the page with holes between them, as if a person had typed them.
 */
export async function scanUntil(wedge: WedgeScanner, text: string, answer: Locator): Promise<void> {
	for (let scans = 1; scans < MOST_SCANS; scans++) {
		await wedge.scan(text);
		try {
			return await answer.first().waitFor({ timeout: LOOK });
		} catch (error) {
			if (!(error instanceof errors.TimeoutError)) throw error;
		}
	}
	await wedge.scan(text);
	await expect(answer.first()).toBeVisible({ timeout: 2 * LOOK });
}

/** By hand, on the keypad's field, where scans are taken. */
export async function typeCode(page: Page, code: Code): Promise<void> {
	await page.getByRole('button', { name: 'Type code' }).click();
	await page.getByLabel('Code under the square').fill(printCode(code));
	await page.getByRole('button', { name: 'Use code' }).click();
}

export type Answer = 'recorded' | 'already scanned';

/** At a station: whether this page has recorded the batch, or only knows that it was. */
export async function scanBatch(page: Page, wedge: WedgeScanner, code: Code): Promise<Answer> {
	await scanUntil(wedge, code, cardOf(page, code).filter({ hasText: /Recorded|Already scanned/ }));
	return (await page.getByTitle(`Recorded · ${printCode(code)}`).count()) > 0 ? 'recorded' : 'already scanned';
}

/** Hears of every batch whose tick comes onto a screen of this browser, at that moment. */
export async function witnessTicks(context: BrowserContext, heard: (code: Code) => void): Promise<void> {
	await context.exposeBinding('ticked', (_source, printed: string) =>
		heard(printed.replaceAll('-', '').toLowerCase() as Code)
	);
	await context.addInitScript(() => {
		const { ticked } = window as unknown as { ticked: (printed: string) => void };
		const look = (): void => {
			for (const card of document.querySelectorAll('[role=status]')) {
				const printed = /Recorded[^]*?\b(B[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{2})\b/.exec(card.textContent ?? '')?.[1];
				if (printed) ticked(printed);
			}
		};
		new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
	});
}
