import type { Browser, BrowserContext, Page } from '@playwright/test';
import { fillInEnrolment } from '../support/floor-screens.ts';
import { startNetwork, type Network } from '../support/network.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { countStored } from '../support/stored-tables.ts';
import { plugInWedge, type WedgeScanner } from '../support/wedge-keys.ts';
import type { Locale } from './looks.ts';
import type { Profile } from './profiles.ts';
import { guard } from './guarded.ts';
import { LONG, PLAIN } from './naming.ts';
import { createMill, type SiteContents } from './sites.ts';

/** Which device a picture is of: of a site at work, of one where people have PINs, of one whose names are long, of a new site, of none, or in the demo. */
export type Place = 'mill' | 'guarded' | 'long' | 'empty' | 'stranger' | 'demo';

/** An enrolled browser in front of its own stretch of network. */
export interface Device {
	readonly page: Page;
	readonly wedge: WedgeScanner;
	readonly network: Network;
	/** Undefined at a site that has nothing yet. */
	readonly contents: SiteContents | undefined;
	/** Opens a screen and waits until it stands still. */
	readonly visit: (path: string, options: VisitOptions) => Promise<void>;
	/** A code that enrols one more device. */
	readonly issueCode: () => Promise<string>;
}

export interface VisitOptions {
	readonly locale: Locale;
	readonly camera: boolean;
}

export interface Devices {
	/** The same one for the same profile and place. */
	readonly at: (profile: Profile, place: Place) => Promise<Device>;
	readonly close: () => Promise<void>;
}

interface Site {
	readonly server: RunningServer;
	readonly contents: SiteContents | undefined;
}

const NAMES = { phone: 'Phone 1', kiosk: 'Kiosk 3', office: 'Office' };

/** `scale`: pixels of a picture for each CSS pixel. */
export function createDevices(browser: Browser, scale = 1): Devices {
	const sites = new Map<Place, Promise<Site>>();
	const devices = new Map<string, Promise<Device>>();
	const opened: { readonly context: BrowserContext; readonly network: Network }[] = [];

	async function build(place: Place): Promise<Site> {
		const server = await startServer();
		if (place !== 'mill' && place !== 'guarded' && place !== 'long') return { server, contents: undefined };
		const mill = await createMill(place === 'long' ? LONG : PLAIN);
		const contents = place === 'guarded' ? await guard(mill) : mill;
		await siteAdmin(server).push(contents.documents);
		return { server, contents };
	}

	async function open(profile: Profile, place: Place): Promise<Device> {
		const building = sites.get(place) ?? build(place);
		sites.set(place, building);
		const { server, contents } = await building;
		const network = await startNetwork(server.url);
		const context = await browser.newContext({
			viewport: profile.viewport,
			deviceScaleFactor: scale,
			permissions: ['camera'],
			reducedMotion: 'reduce',
			locale: 'en-GB'
		});
		opened.push({ context, network });
		const page = await context.newPage();
		const issueCode = () => siteAdmin(server).issueCode({ profile: profile.name, admin: true });
		if (place === 'demo') {
			await page.goto(network.url);
			await page.getByRole('button', { name: 'Try with a sample factory' }).click();
			await page.getByRole('complementary', { name: 'Sample factory' }).waitFor();
		} else if (place !== 'stranger') {
			await page.goto(`${network.url}/enrol`);
			await page.locator('select:has(option[value=kiosk])').selectOption(profile.name);
			await fillInEnrolment(page, { name: NAMES[profile.name], code: await issueCode() });
			await until('the site arrived', async () => {
				return (await countStored(page, 'events')) >= (contents?.documents.filter(isEvent).length ?? 0);
			});
		}
		const { station, person } = contents ?? {};
		return {
			page,
			wedge: await plugInWedge(page),
			network,
			contents,
			issueCode,
			async visit(path, { locale, camera }) {
				await page.setViewportSize(profile.viewport);
				// What it remembers is per address, so there is nothing to tell it anything before it was there once.
				if (!page.url().startsWith(network.url)) await page.goto(network.url);
				await page.evaluate(
					([session, language]) => {
						localStorage.setItem('floorbook.session', session);
						localStorage.setItem('floorbook.locale', language);
					},
					[JSON.stringify({ person, station, settings: { camera } }), locale] as const
				);
				await page.goto(network.url + path);
				await page.getByRole('heading').first().waitFor();
				await standStill(page);
			}
		};
	}

	return {
		at(profile, place) {
			const key = `${profile.name} ${place}`;
			const device = devices.get(key) ?? open(profile, place);
			devices.set(key, device);
			// The next picture tries again.
			device.catch(() => devices.delete(key));
			return device;
		},
		async close() {
			for (const { context, network } of opened) {
				await context.close();
				await network.close();
			}
			for (const site of await Promise.allSettled(sites.values())) {
				if (site.status === 'fulfilled') await site.value.server.stop();
			}
		}
	};
}

const isEvent = (document: object): boolean => 'touches' in document;

/** Milliseconds without a change after which a page stands still: longer than a scan colours the screen. And how long to wait for it. */
const [QUIET, PATIENCE] = [450, 4_000];

export async function standStill(page: Page): Promise<void> {
	await page.evaluate(
		([quiet, patience]) =>
			new Promise<void>((resolve) => {
				const end = (): void => {
					observer.disconnect();
					resolve();
				};
				let timer = setTimeout(end, quiet);
				const observer = new MutationObserver(() => {
					clearTimeout(timer);
					timer = setTimeout(end, quiet);
				});
				observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
				setTimeout(end, patience);
			}),
		[QUIET, PATIENCE] as const
	);
}

/** Two minutes in all: a site arrives in seconds, on a busy machine in many. */
const MOST_LOOKS = 1_200;

export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
	for (let looks = 0; looks < MOST_LOOKS; looks++) {
		if (await isSo()) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`waited in vain until ${what}`);
}
