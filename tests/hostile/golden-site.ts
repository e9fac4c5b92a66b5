import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createEventWriter } from '../support/device-events.ts';
import type { RunningServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';
import { FUZZED, type Attackers } from './hostile-request.ts';

/** A server with documents that must outlast whatever is sent to it. */
export interface GoldenSite {
	readonly attackers: Attackers;
	/** Throws an Error that says what is not as it was. The server runs, and answers. */
	check(): Promise<void>;
	/** Throws an Error when a database file is not sound. The server is stopped. */
	checkFiles(): void;
}

const DOCUMENTS = 200;

export async function prepareGoldenSite(server: RunningServer): Promise<GoldenSite> {
	const admin = basic(server.adminUser, server.adminPassword);
	const send = createSender(server.url);

	for (const name of ['golden', ...FUZZED]) await send('PUT', `/couchdb/${encodeURIComponent(name)}`, admin);
	await send('PUT', '/couchdb/_users/org.couchdb.user:outsider', admin, {
		name: 'outsider',
		password: 'out',
		roles: [],
		type: 'user'
	});
	const members = { admins: { names: [], roles: [] }, members: { names: [], roles: [] } };
	for (const name of FUZZED) await send('PUT', `/couchdb/${encodeURIComponent(name)}/_security`, admin, members);
	const docs = Array.from({ length: DOCUMENTS }, (_, index) => ({
		_id: `golden-${index}`,
		text: `täxt ${index} € 😀`,
		list: [index, null, { deep: 'x'.repeat(index) }]
	}));
	await send('POST', '/couchdb/golden/_bulk_docs', admin, { docs });
	const enrolled = (await send('POST', '/enrol', admin, {
		code: server.code,
		name: 'Tablet',
		profile: 'floor'
	})) as { device: string; user: string; password: string };
	const device = basic(enrolled.user, enrolled.password);
	const writer = createEventWriter(enrolled.device);
	const events = Array.from({ length: DOCUMENTS }, () => writer.next());
	await send('POST', '/couchdb/floorbook/_bulk_docs', device, { docs: events, new_edits: false });

	const read = async (): Promise<string> => {
		const golden = await send('GET', '/couchdb/golden/_all_docs?include_docs=true', admin);
		const keys = { keys: events.map(({ _id }) => _id) };
		const site = await send('POST', '/couchdb/floorbook/_all_docs?include_docs=true', admin, keys);
		const { rows } = site as { rows: unknown };
		return JSON.stringify([golden, rows]);
	};
	const session = async (name: string, password: string): Promise<string> => {
		const headers = { 'content-type': 'application/json' };
		const body = JSON.stringify({ name, password });
		const response = await fetch(`${server.url}/couchdb/_session`, { method: 'POST', headers, body });
		const [cookie = ''] = response.headers.getSetCookie();
		await response.text();
		return `cookie: ${cookie.split(';')[0]}`;
	};
	const attackers = {
		admin: await session(server.adminUser, server.adminPassword),
		device: await session(enrolled.user, enrolled.password),
		outsider: await session('outsider', 'out')
	};
	const before = await read();

	return {
		attackers,
		async check() {
			if ((await read()) !== before) throw new Error('the golden documents are not what they were');
			const { userCtx } = (await send('GET', '/couchdb/_session', device)) as { userCtx: { name: unknown } };
			if (userCtx.name !== enrolled.user) throw new Error('the device cannot sign in any more');
		},
		checkFiles() {
			const folder = join(server.dataDir, 'databases');
			for (const file of readdirSync(folder).filter((name) => name.endsWith('.sqlite'))) {
				const sql = new DatabaseSync(join(folder, file), { readOnly: true });
				const [found] = sql.prepare('PRAGMA integrity_check').all();
				sql.close();
				if (found?.['integrity_check'] !== 'ok') throw new Error(`${file}: ${JSON.stringify(found)}`);
			}
		}
	};
}

/** Sends again what came too soon: the attacks came in the same names. */
function createSender(url: string) {
	return async function send(method: string, path: string, authorization: string, body?: unknown): Promise<unknown> {
		const response = await fetch(url + path, {
			method,
			headers: { authorization, 'content-type': 'application/json' },
			signal: AbortSignal.timeout(30_000),
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
		const answer = (await response.json()) as { error?: string };
		const wait = Number(response.headers.get('retry-after') ?? Infinity);
		if (response.status === 429 && wait <= 2) {
			await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
			return send(method, path, authorization, body);
		}
		if (answer.error !== undefined) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
		return answer;
	};
}

/** Bytes of memory that a process occupies; undefined where the system does not tell. */
export function residentBytes(pid: number): number | undefined {
	try {
		const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
		return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
	} catch {
		return undefined;
	}
}
