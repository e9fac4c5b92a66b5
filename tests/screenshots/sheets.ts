import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from '@playwright/test';
import type { ProfileName } from './profiles.ts';

export interface Picture {
	readonly profile: ProfileName;
	/** Absolute. */
	readonly file: string;
	readonly caption: string;
	readonly findings: number;
}

/** Pictures side by side that still can be read, and rows a sheet. */
const LAYOUT: Readonly<Record<ProfileName, { readonly across: number; readonly down: number }>> = {
	phone: { across: 6, down: 2 },
	kiosk: { across: 2, down: 3 },
	office: { across: 2, down: 3 }
};

/** Pixels. */
const SHEET_WIDTH = 1560;

/** Writes contact sheets into the folder, each with several pictures and their captions. Answers their paths. */
export async function writeSheets(browser: Browser, folder: string, pictures: readonly Picture[]): Promise<string[]> {
	const written: string[] = [];
	const page = await browser.newPage({ viewport: { width: SHEET_WIDTH, height: 900 } });
	for (const [profile, { across, down }] of Object.entries(LAYOUT)) {
		const own = pictures.filter((picture) => picture.profile === profile);
		for (let from = 0; from < own.length; from += across * down) {
			const number = String(from / (across * down) + 1).padStart(2, '0');
			const html = join(folder, `sheet-${profile}-${number}.html`);
			await writeFile(html, sheet(own.slice(from, from + across * down), across));
			await page.goto(pathToFileURL(html).href, { waitUntil: 'load' });
			const path = html.replace(/html$/, 'png');
			await page.screenshot({ path, fullPage: true });
			written.push(path);
		}
	}
	await page.close();
	return written;
}

function sheet(pictures: readonly Picture[], across: number): string {
	const cells = pictures.map(
		({ file, caption, findings }) =>
			`<figure><figcaption>${caption}${findings > 0 ? ` <b>${findings}</b>` : ''}</figcaption><img src="${pathToFileURL(file).href}"></figure>`
	);
	return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 8px; display: grid; grid-template-columns: repeat(${across}, 1fr); gap: 8px; align-items: start; background: #888; }
figure { margin: 0; min-width: 0; }
figcaption { font: 600 14px/1.3 sans-serif; color: #fff; background: #333; padding: 2px 6px; }
b { background: #c00; padding: 0 6px; }
img { display: block; width: 100%; }
</style>${cells.join('\n')}`;
}
