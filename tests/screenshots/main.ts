/**
 * Takes a picture of every screen in every state on every kind of device, and looks for what can be found without eyes.
 *
 *   npm run screenshots [-- --only station --profile phone --look dark --to /tmp/pictures]
 *
 * `--only` takes a part of `<screen> <state>`. Ends with 1 when something severe was found.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { createDevices } from './devices.ts';
import { LOOKS } from './looks.ts';
import { PROFILES, type Profile } from './profiles.ts';
import { reportOf } from './report.ts';
import { SCENES } from './scenes.ts';
import { writeSheets } from './sheets.ts';
import { takePictures, type Taken } from './take.ts';

const { values: wanted } = parseArgs({
	options: {
		only: { type: 'string', default: '' },
		profile: { type: 'string', default: '' },
		look: { type: 'string', default: '' },
		to: { type: 'string', default: fileURLToPath(new URL('../../screenshots', import.meta.url)) }
	}
});

const folder = resolve(wanted.to);
const scenes = SCENES.filter(({ screen, state }) => `${screen} ${state}`.includes(wanted.only));
const profiles = PROFILES.filter(({ name }) => name.startsWith(wanted.profile));
const looks = LOOKS.filter(({ name }) => name.startsWith(wanted.look));

const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
const devices = createDevices(browser);

/** One device after the other: what one picture leaves behind, the next one shows. */
async function photograph(profile: Profile): Promise<Taken[]> {
	const taken: Taken[] = [];
	for (const scene of scenes.filter((one) => one.profiles.includes(profile.name))) {
		const own = looks.filter(({ name }) => scene.looks.includes(name));
		for (const locale of new Set(own.map((look) => look.locale))) {
			try {
				const device = await devices.at(profile, scene.place);
				const same = own.filter((look) => look.locale === locale);
				taken.push(...(await takePictures(device, profile, scene, same, folder)));
			} catch (error) {
				failures.push(`${profile.name} · ${scene.screen} · ${scene.state}: ${String(error)}`);
			}
		}
	}
	return taken;
}

const failures: string[] = [];
const started = Date.now();
if (wanted.only + wanted.profile + wanted.look === '') rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const taken = (await Promise.all(profiles.map(photograph))).flat();
await devices.close();
const sheets = await writeSheets(
	browser,
	folder,
	taken.map(({ picture }) => picture)
);
await browser.close();

const report = reportOf(taken);
await writeFile(join(folder, 'findings.txt'), report.text);
console.log(report.text);
for (const failure of failures) console.log(`NO PICTURE  ${failure}`);
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`${taken.length} pictures, ${sheets.length} sheets in ${seconds} s: ${folder}`);
process.exitCode = report.severe + failures.length > 0 ? 1 : 0;
