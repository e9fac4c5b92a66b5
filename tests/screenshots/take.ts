import { join } from 'node:path';
import { findBarriers } from './axe.ts';
import { standStill, type Device } from './devices.ts';
import { wear, type Look } from './looks.ts';
import { measure, measureWidth, type Finding } from './measure.ts';
import type { Profile } from './profiles.ts';
import type { Scene } from './scenes/scene.ts';
import type { Picture } from './sheets.ts';

export interface Taken {
	readonly picture: Picture;
	readonly findings: readonly Finding[];
}

/** How far below the first screenful a picture goes, as a share of it. */
const HEIGHT = 1.5;

/** Brings a scene about on a device and takes its picture in the looks that need no page of their own. */
export async function takePictures(
	device: Device,
	profile: Profile,
	scene: Scene,
	looks: readonly Look[],
	folder: string
): Promise<Taken[]> {
	const { page, network, contents } = device;
	const [first] = looks;
	if (first === undefined) return [];
	// A turn cuts the line: the screens after it would say so.
	if (scene.isOffline) network.turn('down');
	try {
		await device.visit(scene.path(contents), { locale: first.locale, camera: scene.camera });
		if (scene.act && contents) {
			await scene.act(device, contents);
			await standStill(page);
		}
		const taken: Taken[] = [];
		for (const look of looks) {
			await wear(page, look);
			// What is laid out in the background does not hold larger letters at once.
			if (look.text !== '100') await standStill(page);
			const caption = `${scene.screen} · ${scene.state} · ${look.name}`;
			const file = join(folder, `${profile.name}-${caption.replaceAll(/[^a-z]+/g, '-')}.png`);
			const findings = await examine(device, profile, scene, look);
			await page.screenshot({ path: file, ...(scene.act ? {} : await wholeOf(device, profile)) });
			taken.push({ picture: { profile: profile.name, file, caption, findings: findings.length }, findings });
		}
		return taken;
	} finally {
		if (scene.isOffline) network.turn('clear');
	}
}

/** More than the first screenful, from the top. */
async function wholeOf({ page }: Device, { viewport }: Profile) {
	await page.evaluate(() => scrollTo(0, 0));
	const height = await page.evaluate(() => document.documentElement.scrollHeight);
	const clip = { x: 0, y: 0, width: viewport.width, height: Math.min(height, HEIGHT * viewport.height) };
	return { fullPage: true, clip } as const;
}

async function examine({ page }: Device, profile: Profile, scene: Scene, look: Look): Promise<Finding[]> {
	const { limits, smallest, viewport } = profile;
	await page.setViewportSize(smallest);
	const findings = [...(await measureWidth(page)), ...(await measure(page, limits))];
	await page.setViewportSize(viewport);
	// Longer names and a lost network change nothing that axe looks at.
	if (scene.place === 'long' || (scene.isOffline && !scene.act)) return findings;
	const { contrast } = limits;
	if (look.name === 'light') findings.push(...(await findBarriers(page, { contrast })));
	if (look.name === 'dark') findings.push(...(await findBarriers(page, { contrast, contrastOnly: true })));
	return findings;
}
