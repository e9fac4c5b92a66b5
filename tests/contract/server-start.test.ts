import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic } from '../support/sync-app.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Started {
	/** What it has printed, errors included. */
	readonly printed: () => string;
	readonly url: string;
	/** Resolves with its exit code. */
	stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** The command that runs the server, as an operator meets it. */
describe('starting the server', () => {
	let directory: string;
	const running = new Set<ReturnType<typeof spawn>>();
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-start-'));
	});
	afterEach(() => {
		for (const child of running) child.kill('SIGKILL');
		running.clear();
		rmSync(directory, { recursive: true });
	});

	/** Undefined when it ended before it listened. */
	async function start(environment: NodeJS.ProcessEnv = {}): Promise<Started & { readonly code?: number | null }> {
		const { ADMIN_USER, ADMIN_PASSWORD, HOST, ...inherited } = process.env;
		const child = spawn(process.execPath, ['sync-server/main.ts'], {
			cwd: ROOT,
			env: { ...inherited, PORT: '0', DATA_DIR: directory, ...environment },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		running.add(child);
		let text = '';
		const ended = once(child, 'exit').then(([code]) => code as number | null);
		const url = await new Promise<string>((resolve) => {
			const read = (data: Buffer): void => {
				text += data.toString();
				const address = /listening on (http:\S+)\n/.exec(text)?.[1];
				if (address) resolve(address);
			};
			child.stdout.on('data', read);
			child.stderr.on('data', read);
			void ended.then(() => resolve(''));
		});
		return {
			printed: () => text,
			url,
			...(url === '' && { code: await ended }),
			stop(signal) {
				child.kill(signal);
				return ended;
			}
		};
	}

	const whoIs = async (url: string, authorization: string): Promise<number> =>
		(await fetch(`${url}/couchdb/_session`, { headers: { authorization } })).status;

	it('draws a password for its administrator once, and keeps it', async () => {
		const first = await start();
		const password = /administrator admin, password (\S+)/.exec(first.printed())?.[1] ?? '';
		expect(password.length).toBeGreaterThanOrEqual(20);
		expect(await whoIs(first.url, basic('admin', password))).toBe(200);
		expect(await first.stop('SIGTERM')).toBe(0);
		const second = await start();
		expect(second.printed()).not.toContain('password');
		expect(await whoIs(second.url, basic('admin', password))).toBe(200);
		expect(await whoIs(second.url, basic('admin', 'another'))).toBe(401);
		expect(await second.stop('SIGINT')).toBe(0);
	});

	it('offers a code as long as there is no device', async () => {
		const codeOf = ({ printed }: Started) => /enrolment code ([0-9A-Z-]{19})\b/.exec(printed())?.[1];
		const environment = { ADMIN_USER: 'lead', ADMIN_PASSWORD: 'pw' };
		const first = await start(environment);
		const code = codeOf(first);
		const enrol = (body: object) =>
			fetch(`${first.url}/enrol`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ name: 'Tablet', profile: 'floor', ...body })
			});
		expect((await enrol({ code })).status).toBe(201);
		expect((await enrol({ code })).status).toBe(403);
		expect(await whoIs(first.url, basic('lead', 'pw'))).toBe(200);
		await first.stop('SIGTERM');
		const second = await start(environment);
		expect(codeOf(second)).toBeUndefined();
		await second.stop('SIGTERM');
	});

	it('ends while a device is listening', async () => {
		const server = await start({ ADMIN_PASSWORD: 'pw' });
		const headers = { authorization: basic('admin', 'pw') };
		const feed = await fetch(`${server.url}/couchdb/floorbook/_changes?feed=longpoll&heartbeat=10000`, { headers });
		const text = feed.text();
		expect(await server.stop('SIGTERM')).toBe(0);
		expect(JSON.parse(await text)).toMatchObject({ results: [] });
	});

	it('says what is wrong with its settings', async () => {
		const server = await start({ PORT: 'seven' });
		expect(server.code).toBe(78);
		expect(server.printed()).toContain('PORT is seven: it must be 0 to 65535');
	});
});
