import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, temporaryFolder, type RunningServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOKEN = 'a-token-of-the-tests';

interface Line {
	readonly level: string;
	readonly message: string;
	readonly route?: string;
	readonly status?: number;
	readonly device?: string;
	readonly refusal?: string;
}

describe('the server as whoever runs it sees it', () => {
	let server: RunningServer;
	let device: { readonly number: string; readonly authorization: string; readonly password: string };
	let cookie: string;
	beforeAll(async () => {
		const env = { LOG_FORMAT: 'json', LOG_LEVEL: 'debug', METRICS_TOKEN: TOKEN };
		server = await startServer({ env, quiet: true });
		const enrolled = await fetch(`${server.url}/enrol`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code: server.code, name: 'Tablet <b>\u202e"', profile: 'phone' })
		});
		const {
			device: number,
			user,
			password
		} = (await enrolled.json()) as Record<'device' | 'user' | 'password', string>;
		device = { number, password, authorization: basic(user, password) };
		cookie = /^AuthSession=[^;]+/.exec(enrolled.headers.get('set-cookie') ?? '')?.[0] ?? '';
	});
	afterAll(() => server.kill());

	const get = async (path: string, headers: Record<string, string> = {}) => {
		const answer = await fetch(server.url + path, { headers });
		return { status: answer.status, headers: answer.headers, text: await answer.text() };
	};
	const admin = () => ({ authorization: basic(server.adminUser, server.adminPassword) });
	/** What is parsed on the way has one line an event. */
	const lines = (): Line[] =>
		server.printed
			.split('\n')
			.filter((line) => line.startsWith('{'))
			.map((line) => JSON.parse(line) as Line);

	it('tells anybody whether it is well, and nothing of the site', async () => {
		const page = await get('/health');
		expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
		expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
		expect(page.text).not.toMatch(/<script|<link|<img|style=|\bon\w+=/);
		expect(page.text).toContain('The server works. There is nothing to do.');
		expect(page.text).not.toMatch(/Tablet|floorbook/);
		expect((await get('/health', { 'accept-language': 'de' })).text).toContain('In Ordnung');
		const json = await get('/health.json');
		expect([json.status, json.text]).toEqual([200, '{"light":"well"}\n']);
	});

	it('has heard of a device when it was enrolled', async () => {
		expect((await get('/metrics')).text).toContain('floorbook_device_last_heard_timestamp_seconds{device=');
		expect((await get('/health', admin())).text).toContain('Last heard');
	});

	it('tells its administrator, and a device that administers, how each device fares', async () => {
		for (const headers of [admin(), { cookie }, { authorization: device.authorization }]) {
			const { text } = await get('/health', headers);
			expect(text).toContain(device.number.toUpperCase());
			expect(text).toContain('Tablet &#60;b&#62;');
		}
		const { devices } = JSON.parse((await get('/health.json', admin())).text) as { devices: { heard: number }[] };
		expect(devices).toMatchObject([{ number: device.number, isAdmin: true, isRevoked: false, records: 0 }]);
		expect(Math.abs(Date.now() - (devices[0]?.heard ?? 0))).toBeLessThan(60_000);
	});

	it('asks for name and password where a browser can answer, below that address only', async () => {
		const asked = await get('/health/details');
		expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
			401,
			'Basic realm="Floorbook server", charset="UTF-8"'
		]);
		expect((await get('/health/details', admin())).text).toContain(device.number.toUpperCase());
		expect((await get('/health', { authorization: basic('admin', 'wrong') })).status).toBe(401);
	});

	it('measures for this machine, for who bears the token, and for its administrator', async () => {
		const forwarded = { 'x-forwarded-for': '10.0.0.7' };
		expect((await get('/metrics', forwarded)).status).toBe(401);
		expect((await get('/metrics', { ...forwarded, authorization: 'Bearer another-token-of-tests' })).status).toBe(401);
		expect((await get('/metrics', { ...forwarded, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
		expect((await get('/metrics', { ...forwarded, ...admin() })).status).toBe(200);
		const { text, headers } = await get('/metrics');
		expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
		for (const sample of [
			'floorbook_storage_state{state="ok"} 1',
			'floorbook_documents{database="_users"} 1',
			'floorbook_devices{state="away"} 1',
			'floorbook_http_requests_total{method="POST",route="/enrol",status="201"} 1'
		]) {
			expect(text).toContain(sample);
		}
		for (const [, name] of text.matchAll(/^(\w+?)(?:_bucket|_sum|_count)?[{ ]/gm)) {
			if (name !== undefined && name.startsWith('floorbook')) expect(text).toContain(`# TYPE ${name} `);
		}
	});

	it('knows whose feed is open', async () => {
		const leave = new AbortController();
		const feed = await fetch(`${server.url}/couchdb/floorbook/_changes?feed=continuous&heartbeat=10000`, {
			headers: { authorization: device.authorization },
			signal: leave.signal
		});
		expect(feed.status).toBe(200);
		const { text } = await get('/metrics');
		expect(text).toContain('floorbook_feeds_open 1\n');
		expect(text).toContain('floorbook_devices{state="connected"} 1\n');
		expect((await get('/health', admin())).text).toContain('Connected');
		// whoever listens is heard of now
		const heard = (metrics: string) => /^floorbook_device_last_heard_timestamp_seconds\{.*\} (.*)$/m.exec(metrics)?.[1];
		let later = text;
		while (heard(later) === heard(text)) later = (await get('/metrics')).text;
		expect(later).toContain('floorbook_feeds_open 1\n');
		leave.abort();
		while (!(await get('/metrics')).text.includes('floorbook_feeds_open 0\n'));
		expect((await get('/health', admin())).text).not.toContain('Connected');
	});

	it('counts the documents that it did not take', async () => {
		await fetch(`${server.url}/couchdb/floorbook/_bulk_docs`, {
			method: 'POST',
			headers: { authorization: device.authorization, 'content-type': 'application/json' },
			body: JSON.stringify({
				docs: [
					{ _id: 'a', _rev: '1-a' },
					{ _id: 'b', _rev: '1-b' }
				],
				new_edits: false
			})
		});
		while (!(await get('/metrics')).text.includes('floorbook_documents_refused_total{reason="forbidden"} 2\n'));
	});

	it('counts what hostile paths ask for under a few names', async () => {
		const series = async () =>
			(await get('/metrics')).text.split('\n').filter((line) => line.includes('route=')).length;
		await get('/couchdb/evil-0/%22%7d%0a');
		const before = await series();
		for (let index = 1; index < 50; index++) await get(`/couchdb/evil-${index}/${index}%22%7d%0afloorbook_up%201`);
		expect(await series()).toBe(before);
	});

	it('writes a line for each request, with nothing in it that is secret or that somebody else wrote', async () => {
		await get('/couchdb/floorbook/x%0a%7b%22level%22%3a%22error%22%7d?secret=1', {
			authorization: device.authorization
		});
		await get('/couchdb/floorbook', { authorization: basic('admin', 'guessed password') });
		await fetch(`${server.url}/couchdb/_session`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ name: 'admin', password: 'another guess' })
		});
		// the log of a request is written when its answer is out: a later one has its line after it
		for (;;) {
			await get('/couchdb/_up');
			if (lines().some(({ route }) => route === '/couchdb/_session')) break;
		}
		const ofDevice = lines().find(({ route, device }) => route === '/couchdb/{db}/{doc}' && device !== undefined);
		expect(ofDevice).toMatchObject({ level: 'info', message: 'request', status: 404, device: device.number });
		expect(lines().find(({ refusal }) => refusal === 'unauthorized')).toMatchObject({ status: 401 });
		const log = server.printed.split('\n').filter((line) => line.startsWith('{'));
		const secrets = [
			server.adminPassword,
			device.password,
			server.code ?? '',
			TOKEN,
			cookie,
			'guess',
			'secret',
			'Tablet'
		];
		for (const secret of secrets) expect(log.join('\n')).not.toContain(secret);
	});

	it('knows after a restart when it heard of a device', async () => {
		const heard = async () =>
			(JSON.parse((await get('/health.json', admin())).text) as { devices: { heard: number | null }[] }).devices[0]
				?.heard;
		const before = await heard();
		await server.restart();
		expect(await heard()).toBe(before);
		await expect.poll(() => lines().at(0)).toMatchObject({ level: 'info', message: 'listening' });
	});
});

describe('the settings of the server', () => {
	function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
		const { status, stdout, stderr } = spawnSync(process.execPath, ['sync-server/main.ts', ...args], {
			cwd: ROOT,
			env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: temporaryFolder(), ...env },
			encoding: 'utf8',
			timeout: 25_000
		});
		return { status, stdout, stderr };
	}

	function settingsFile(text: string, mode = 0o600): string {
		const path = join(temporaryFolder(), 'floorbook.env');
		writeFileSync(path, text);
		chmodSync(path, mode);
		return path;
	}

	it('come from a file too, and the environment wins', () => {
		const text = '# of the plant\nHOST=127.0.0.2\nADMIN_USER="the lead"\nADMIN_PASSWORD=hunter22\nPROT=7350\n';
		const { status, stdout } = run(['--print-config'], { CONFIG_FILE: settingsFile(text, 0o644), HOST: '127.0.0.3' });
		expect(status).toBe(0);
		expect(stdout).toContain('HOST="127.0.0.3"  # environment\n');
		expect(stdout).toContain('ADMIN_USER="the lead"  # file\n');
		expect(stdout).toContain('ADMIN_PASSWORD=(hidden)  # file\n');
		expect(stdout).not.toContain('hunter22');
		const inAddress = run(['--print-config'], { COUCHDB_URL: 'https://admin:hunter22@couch.plant.example' });
		expect([inAddress.status, inAddress.stdout.includes('couch.plant.example')]).toEqual([78, true]);
		expect(inAddress.stdout + inAddress.stderr).not.toContain('hunter22');
		expect(stdout).toMatch(/WARNING {2}.* sets PROT, which is no setting of this server/);
		expect(stdout).toMatch(/WARNING {2}.* everybody on this machine can read it: chmod 600/);
	});

	it('stop the start where they are wrong, all of them at once', () => {
		const { status, stdout, stderr } = run(['--wan'], {
			CONFIG_FILE: settingsFile('INSTALL_PORT=x\nLOG_LEVEL=loud\n'),
			PORT: '70000',
			METRICS_TOKEN: 'short'
		});
		expect([status, stdout]).toEqual([78, '']);
		expect(stderr.trim().split('\n')).toEqual(
			[
				'there is no option --wan: only --lan, --help and --print-config',
				'PORT is 70000: it must be 0 to 65535',
				'LOG_LEVEL is loud: it must be error, warn, info or debug',
				'METRICS_TOKEN must have 16 characters or more',
				'INSTALL_PORT is x: it must be 0 to 65535'
			].sort((a, b) => stderr.indexOf(a) - stderr.indexOf(b))
		);
		expect(run([], { CONFIG_FILE: '/nowhere/floorbook.env' })).toMatchObject({ status: 78 });
	});

	it('say where nobody can listen', async () => {
		const other = await startServer();
		const { status, stderr } = run([], { PORT: String(other.port) });
		expect([status, stderr]).toEqual([
			1,
			`127.0.0.1 port ${other.port}: something listens there already: stop it, or use another PORT\n`
		]);
		await other.stop();
	});

	it('are explained', () => {
		const { status, stdout } = run(['--help']);
		expect(status).toBe(0);
		for (const name of ['--lan', 'DATA_DIR', 'METRICS_TOKEN']) expect(stdout).toContain(name);
	});
});
