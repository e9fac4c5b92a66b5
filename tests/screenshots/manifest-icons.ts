/**
 * Draws the app's icons that are made from others: the one colour that a system tints itself, and those of the shortcuts.
 *
 *   node scripts/run.mjs --chromium tests/screenshots/manifest-icons.ts
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ICONS, type IconName } from '#ui/icons.ts';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';

const STATIC = fileURLToPath(new URL('../../static', import.meta.url));
const INK = '#14181D';

/** The tag of favicon.svg with the letter cut out; only how opaque it is counts. */
const MONOCHROME = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><path fill="#fff" fill-rule="evenodd" d="M176 72h160l56 56v296a16 16 0 0 1-16 16H136a16 16 0 0 1-16-16V128zM256 104a24 24 0 1 0 0 48 24 24 0 0 0 0-48zM168 192v200h48v-64h64v-48h-64v-40h128v-48zM296 344v48h48v-48z"/></svg>`;

/** White on ink, with the room around it that round masks take. */
const shortcut = (icon: IconName): string =>
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" rx="12" fill="${INK}"/><path transform="translate(24 24) scale(2)" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="${ICONS[icon]}"/></svg>`;

const DRAWN: readonly { readonly file: string; readonly size: number; readonly svg: string }[] = [
	{ file: 'icon-monochrome-192.png', size: 192, svg: MONOCHROME },
	{ file: 'icon-monochrome-512.png', size: 512, svg: MONOCHROME },
	{ file: 'shortcut-scan-192.png', size: 192, svg: shortcut('scan') },
	{ file: 'shortcut-machine-192.png', size: 192, svg: shortcut('machine') },
	{ file: 'shortcut-sync-192.png', size: 192, svg: shortcut('cloud') }
];

const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
const page = await browser.newPage();
for (const { file, size, svg } of DRAWN) {
	await page.setViewportSize({ width: size, height: size });
	await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
	await page.screenshot({ path: join(STATIC, file), omitBackground: true });
}
await browser.close();
