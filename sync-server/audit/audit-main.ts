import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { audit } from './audit.ts';
import type { Evidence } from './evidence.ts';
import { readExport } from './read-export.ts';
import { reportLines } from './report.ts';
import { openSiteFiles } from './site-files.ts';
import { isFaultless } from './verdict.ts';

const USAGE = 'npm run audit -- (--data ./data | --export site.jsonl) [--server-key <key or its id>] [--json]';

/** Holds a site's data against themselves. Exit code 0: nothing was changed, and nothing is known to be missing; 2: there was nothing to look at. */
async function run(): Promise<void> {
	const { values } = parseArgs({
		options: {
			data: { type: 'string' },
			export: { type: 'string' },
			'server-key': { type: 'string' },
			json: { type: 'boolean', default: false }
		}
	});
	if (values.data !== undefined && values.export !== undefined) throw new Error(USAGE);
	const { evidence, close } =
		values.export === undefined
			? await openSiteFiles(values.data ?? (process.env['DATA_DIR'] || './data'))
			: await readExport(createReadStream(values.export));
	try {
		await tell(evidence, values['server-key'], values.json);
	} finally {
		close();
	}
}

async function tell(evidence: Evidence, serverKey: string | undefined, asJson: boolean): Promise<void> {
	const report = await audit(evidence, { serverKey });
	console.log(asJson ? JSON.stringify(report, null, '\t') : reportLines(report).join('\n'));
	if (!isFaultless(report)) process.exitCode = 1;
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
}
