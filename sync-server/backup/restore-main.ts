import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { SITE } from '../app.ts';
import { restoreBackup, restoreDatabase } from './restore-backup.ts';

const USAGE = 'npm run restore -- --from backups/floorbook-… [--to ./data] [--replace | --database floorbook]';

/** Puts a backup back, for a server that does not run. */
async function run(): Promise<void> {
	const { values } = parseArgs({
		options: {
			from: { type: 'string' },
			to: { type: 'string' },
			replace: { type: 'boolean', default: false },
			database: { type: 'string' }
		}
	});
	const { from, to = process.env['DATA_DIR'] || './data', replace, database } = values;
	if (from === undefined || (replace && database !== undefined)) throw new Error(USAGE);
	const random = { bytes: (count: number) => randomBytes(count) };
	const options = { from, to, random, now: Date.now() };
	const { manifest, aside, erased } = await (database === undefined
		? restoreBackup({ ...options, replace })
		: restoreDatabase(database, options));
	const what = database === undefined ? 'the server' : `the database ${database}`;
	console.log(`${to}: ${what} as it was on ${manifest.made}; devices send again what is missing since then`);
	if (aside !== undefined) console.log(`what was there before is in ${aside}`);
	if (erased !== null && erased > 0) console.log(`${erased} texts that were erased there are erased here`);
	if (erased === null && (database === undefined || database === SITE)) {
		console.log('texts that were erased since then are here again: erase them once more');
	}
	console.log('devices that were enrolled since then have to be enrolled again');
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
