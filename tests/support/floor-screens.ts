import { errors, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { WedgeScanner } from './wedge-keys.ts';

/** The app as a person uses it: by what the screens show and what the controls are called. */

export interface NewDevice {
	readonly name: string;
	/** The one-time code, as printed or shown. */
	readonly code: string | null;
}

export async function enrol(page: Page, url: string, { name, code }: NewDevice): Promise<void> {
	await page.goto(url);
	await page.getByRole('link', { name: 'Enrol this device' }).click();
	await fillInEnrolment(page, { name, code });
}

/** On the enrolment screen. */
export async function fillInEnrolment(page: Page, { name, code }: NewDevice): Promise<void> {
	if (code === null) throw new Error('there is no enrolment code');
	await page.getByLabel('One-time code').fill(code);
	await page.getByLabel('Name of this device').fill(name);
	await page.getByRole('button', { name: 'Enrol this device' }).click();
	await expect(page.getByRole('navigation', { name: 'Screens' }).first()).toBeVisible();
}

/** Ready to scan when it resolves. */
export async function openStation(page: Page, url: string, station: Code, name: string): Promise<void> {
	await page.goto(`${url}/stations/${station}`);
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Scanner mode: the camera stays off on this device, which saves its battery and, here, the machine. */
export async function turnCameraOff(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/settings`);
	await page.getByLabel('Use the camera').uncheck();
}

/** What the screen says about the last scan, if it was of this batch. */
export const cardOf = (page: Page, code: Code): Locator =>
	page.locator('[role=status], [role=alert]').filter({ hasText: printCode(code) });

/** The batch among the last five scans of this page, with what became of it. */
export const recentOf = (page: Page, code: Code, what: string): Locator =>
	page.getByRole('button', { name: `…${code.slice(-4).toUpperCase()} ${what}` });

/** Milliseconds an operator looks at the screen before scanning again. */
const LOOK = 5_000;
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
	await expect(answer.first()).toBeVisible({ timeout: 4 * LOOK });
}

export type Answer = 'recorded' | 'already scanned';

/** At a station: whether this page has recorded the batch, or only knows that it was. */
export async function scanBatch(page: Page, wedge: WedgeScanner, code: Code): Promise<Answer> {
	await scanUntil(wedge, code, cardOf(page, code).filter({ hasText: /Recorded|Already scanned/ }));
	return (await recentOf(page, code, 'Recorded').count()) > 0 ? 'recorded' : 'already scanned';
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
