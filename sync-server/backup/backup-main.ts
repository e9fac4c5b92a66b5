import { parseArgs } from 'node:util';
import { makeBackup } from './make-backup.ts';

const USAGE = 'npm run backup -- --to backups [--data ./data] [--keep 14]';

/** Writes a backup of a server, which may go on running. */
async function run(): Promise<void> {
	const { values } = parseArgs({
		options: { data: { type: 'string' }, to: { type: 'string' }, keep: { type: 'string' } }
	});
	const { data = process.env['DATA_DIR'] || './data', to = './backups', keep } = values;
	if (keep !== undefined && !/^[1-9]\d*$/.test(keep)) throw new Error(`--keep is ${keep}: ${USAGE}`);
	const made = await makeBackup({
		directory: data,
		to,
		now: Date.now(),
		...(keep !== undefined && { keep: Number(keep) })
	});
	const { databases, files } = made.manifest;
	const documents = databases.reduce((sum, database) => sum + database.documents, 0);
	const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
	console.log(
		`${made.folder}: ${databases.length} databases, ${documents} documents, ${(bytes / 1e6).toFixed(1)} MB, checked`
	);
	if (made.removed.length > 0) console.log(`removed ${made.removed.length} older: ${made.removed.join(', ')}`);
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
