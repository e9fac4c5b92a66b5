import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { openSiteFiles } from './site-files.ts';
import { exportLines } from './write-export.ts';

const USAGE = 'npm run export -- --data ./data --out site.jsonl [--without-names]';

/** Writes a site's data into one file, as they are at this moment; the server may go on running. */
async function run(): Promise<void> {
	const { values } = parseArgs({
		options: { data: { type: 'string' }, out: { type: 'string' }, 'without-names': { type: 'boolean', default: false } }
	});
	const { out } = values;
	if (out === undefined) throw new Error(USAGE);
	refuseOverwriting(out);
	const unfinished = `${out}.${process.pid}.unfinished`;
	const site = await openSiteFiles(values.data ?? (process.env['DATA_DIR'] || './data'));
	try {
		const lines = exportLines(site, { texts: !values['without-names'], now: Date.now() });
		// names of people are in it
		await pipeline(lines, createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }));
		refuseOverwriting(out);
		await rename(unfinished, out);
		console.log(`${out} is written`);
	} finally {
		await rm(unfinished, { force: true });
		site.close();
	}
}

/** What is there may be the evidence. */
function refuseOverwriting(file: string): void {
	if (existsSync(file)) throw new Error(`${file} is there already, and is left as it is`);
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
