import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { SITE } from '../app.ts';
import { readAddress, type CouchAddress } from './couch-server.ts';
import { designDocument } from './design-document.ts';
import { moveSite, verifySite, type SiteMove } from './move-site.ts';
import { sourceAt, sourceInFiles } from './site-source.ts';

const USAGE = `COUCHDB_PASSWORD=… npm run to-couchdb -- --couchdb http://admin@host:5984 [--data ./data | --from http://127.0.0.1:7350] [--verify]
  --data     the files of a small server that is stopped (default: DATA_DIR, else ./data)
  --from     a small server that runs; its administrator is ADMIN_USER and ADMIN_PASSWORD
  --verify   compares both sides and changes nothing`;

/** Built before this is run. */
const RULES = '.svelte-kit/couch-rules.js';

const NEXT = `What is left to do:
1. If the small server ran meanwhile: stop it, and run this once more with --data, for what came in since.
2. Start it with COUCHDB_URL, COUCHDB_USER and COUCHDB_PASSWORD set: it goes on serving the app and enrolling devices, at the
   address they know, and hands their records on to the CouchDB. Nothing changes on the devices.
3. Keep the CouchDB out of the devices' reach, and back it up: the small server's files are a copy of it from now on.`;

const say = (line: string): void => console.log(line);

/** Asks without showing what is typed. */
async function ask(question: string): Promise<string> {
	if (!process.stdin.isTTY) throw new Error(`${question}: set it in the environment`);
	process.stdout.write(`${question}: `);
	const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
	const reader = createInterface({ input: process.stdin, output: hidden, terminal: true });
	const answer = await reader.question('');
	reader.close();
	process.stdout.write('\n');
	return answer;
}

async function whole(
	text: string,
	user: string | undefined,
	variable: 'COUCHDB_PASSWORD' | 'ADMIN_PASSWORD'
): Promise<CouchAddress> {
	const address = readAddress(text);
	if (address === undefined) throw new Error(`that is no address of a server (a % in a name is written %25)\n${USAGE}`);
	// What is typed behind a command stands in the list of processes, and in the shell's history: it is not repeated here either.
	if (address.password !== undefined) {
		throw new Error(`an address must not hold a password: set ${variable} in the environment, or be asked for it`);
	}
	const name = address.user ?? user ?? 'admin';
	return {
		url: address.url,
		user: name,
		password: process.env[variable] || (await ask(`password of ${name} at ${address.url}`))
	};
}

async function run(): Promise<void> {
	const { values } = parseArgs({
		options: {
			couchdb: { type: 'string' },
			from: { type: 'string' },
			data: { type: 'string' },
			verify: { type: 'boolean', default: false }
		}
	});
	const { COUCHDB_URL, COUCHDB_USER, ADMIN_USER, DATA_DIR } = process.env;
	const couchdb = values.couchdb ?? COUCHDB_URL;
	if (couchdb === undefined || (values.from !== undefined && values.data !== undefined)) throw new Error(USAGE);
	const target = await whole(couchdb, COUCHDB_USER, 'COUCHDB_PASSWORD');
	const source =
		values.from === undefined
			? await sourceInFiles(values.data ?? (DATA_DIR || './data'), SITE)
			: sourceAt(await whole(values.from, ADMIN_USER, 'ADMIN_PASSWORD'), SITE);
	try {
		const move: SiteMove = { source, target, database: SITE, design: designDocument(readFileSync(RULES, 'utf8')), say };
		const done = await (values.verify ? verifySite(move) : moveSite(move));
		if (!done.ok) throw new Error(done.error.reason);
		if (!values.verify) say(NEXT);
	} finally {
		source.close();
	}
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
