import type { Page } from '@playwright/test';
import { createProfile } from './browser-profile.ts';
import { enrol, turnCameraOff, type NewDevice } from './floor-screens.ts';
import { createTestFloor, type TestFloor } from './floor.ts';
import { startServer, type RunningServer } from './server.ts';
import { siteAdmin } from './site-admin.ts';
import { plugInWedge, type WedgeScanner } from './wedge-keys.ts';

/** Far above the numbers that a site's own devices get. */
export const OFFICE = 900;

/** Where a site is set up and its runs are planned, before there is a server. */
export const createOffice = (): Promise<TestFloor> => createTestFloor({ device: OFFICE });

export interface FloorDevice {
	readonly server: RunningServer;
	readonly page: Page;
	readonly wedge: WedgeScanner;
	/** The browser and the server. */
	readonly close: () => Promise<void>;
}

/** A server that has what the office recorded, and a device with a hand scanner that is enrolled there. */
export async function startDevice(office: TestFloor, device: Pick<NewDevice, 'name' | 'use'>): Promise<FloorDevice> {
	const server = await startServer();
	await siteAdmin(server).push(await office.documents());
	const browser = await createProfile().launch();
	const { page } = browser;
	await enrol(page, server.url, { ...device, code: server.code });
	await turnCameraOff(page, server.url);
	return {
		server,
		page,
		wedge: await plugInWedge(page),
		async close() {
			await browser.close();
			await server.stop();
		}
	};
}
