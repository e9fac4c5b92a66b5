// npm run open-feeds -- --feeds 300 --idlers 20 --documents 2000: what the server's memory does while that many clients wait for
// changes, some read nothing, and documents are written. Prints; asserts nothing but that everybody was told.
import { parseArgs } from 'node:util';
import { startServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';
import { holdFeeds } from './feed-readers.ts';

const { values } = parseArgs({
	options: {
		feeds: { type: 'string', default: '300' },
		idlers: { type: 'string', default: '20' },
		documents: { type: 'string', default: '2000' },
		bytes: { type: 'string', default: '1000' },
		port: { type: 'string', default: '0' }
	}
});

const server = await startServer({ port: Number(values.port) });
const { told } = await holdFeeds({
	url: server.url,
	pid: server.pid,
	authorization: basic(server.adminUser, server.adminPassword),
	feeds: Number(values.feeds),
	idlers: Number(values.idlers),
	before: 20_000,
	during: Number(values.documents),
	bytes: Number(values.bytes),
	tell: (line) => console.log(line)
});
await server.stop();
const behind = told.filter((count) => count !== Number(values.documents)).length;
if (behind > 0) console.error(`${behind} feeds were not told every change once`);
process.exitCode = behind > 0 ? 1 : 0;
