import { createWriteStream } from 'node:fs';
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
	if (values.out === undefined) throw new Error(USAGE);
	const site = await openSiteFiles(values.data ?? process.env['DATA_DIR'] ?? './data');
	try {
		const lines = exportLines(site, { texts: !values['without-names'], now: Date.now() });
		// Never over another file: it may be the evidence. Names of people are in it.
		await pipeline(lines, createWriteStream(values.out, { flags: 'wx', mode: 0o600, flush: true }));
		console.log(`${values.out} is written`);
	} finally {
		site.close();
	}
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
