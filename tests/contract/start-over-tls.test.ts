import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { MachineNames } from '#sync-server/tls/machine-names.ts';
import { startServer, temporaryFolder, type RunningServer } from '../support/server.ts';
import { createTestAuthority } from '../support/test-authority.ts';
import { getOverTls } from '../support/tls-request.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DAY = 86_400_000;

/** The command that runs the server for a plant's network, as an operator meets it. */
describe('starting the server over TLS', () => {
	let server: RunningServer | undefined;
	afterEach(async () => {
		await server?.stop();
		server = undefined;
	});

	/** The files of a certificate that the plant has, with the authority that its devices trust. */
	function plantCertificate(names: MachineNames = { dns: ['localhost'], ip: ['127.0.0.1'] }, now = Date.now()) {
		const folder = temporaryFolder();
		const authority = createTestAuthority(names, now);
		const { certificate, key } = authority.issue();
		const [TLS_CERT, TLS_KEY] = [join(folder, 'site.crt'), join(folder, 'site.key')];
		writeFileSync(TLS_CERT, certificate);
		writeFileSync(TLS_KEY, key);
		return { authority: authority.certificate, env: { TLS_CERT, TLS_KEY } };
	}

	const authorityOf = ({ dataDir }: RunningServer) => readFileSync(join(dataDir, 'tls', 'authority.crt'), 'utf8');
	const spaceless = (text: string) => text.replace(/\s/g, '');

	it('makes an authority once, prints its fingerprint, and gives it to new devices on another port', async () => {
		// the port beside its own may be somebody else's when it starts again on that one
		server = await startServer({ args: ['--lan'], env: { INSTALL_PORT: '0' } });
		expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
		const authority = authorityOf(server);
		const fingerprint = new X509Certificate(authority).fingerprint256.replaceAll(':', '');
		expect(spaceless(server.printed)).toContain(`SHA-256${fingerprint}`);
		const site = JSON.parse((await getOverTls(`${server.url}/site`, authority)).text) as object;
		expect(site).toMatchObject({ address: server.url, fingerprint: fingerprint.toLowerCase() });
		const install = /new devices\s+(http:\S+)/.exec(server.printed)?.[1] ?? '';
		const page = await fetch(install);
		expect([page.status, spaceless(await page.text()).includes(fingerprint)]).toEqual([200, true]);
		expect((await fetch(`${install}/couchdb`)).status).toBe(404);
		await server.restart();
		expect(authorityOf(server)).toBe(authority);
		expect((await getOverTls(`${server.url}/couchdb/_up`, authority)).status).toBe(200);
	});

	it('tells whatever watches it how its certificate fares', async () => {
		server = await startServer({ args: ['--lan'] });
		const { text } = await getOverTls(`${server.url}/couchdb/_up`, authorityOf(server));
		const until = expect.stringMatching(/^20\d\d-/) as unknown;
		expect(JSON.parse(text)).toEqual({ status: 'ok', seeds: {}, certificate: { until, trouble: null } });
	});

	it('has browsers stay with HTTPS where the certificate is one that they trust anyway, and there only', async () => {
		const { authority, env } = plantCertificate();
		server = await startServer({ env });
		const own = await getOverTls(`${server.url}/site`, authority);
		expect(own.headers['strict-transport-security']).toBe('max-age=31536000');
		expect(JSON.parse(own.text)).toMatchObject({ fingerprint: null });
		expect(server.printed).not.toContain('new devices');
		await server.stop();
		server = await startServer({ args: ['--lan'] });
		const made = await getOverTls(`${server.url}/site`, authorityOf(server));
		expect(made.headers['strict-transport-security']).toBeUndefined();
	});

	it('refuses what cannot work in plain words, and ends', () => {
		expect(refusal({}, ['--wan'], 78)).toContain('there is no option --wan');
		const over = plantCertificate({ dns: ['localhost'], ip: [] }, Date.now() - 100 * DAY);
		expect(refusal(over.env)).toContain('The certificate of TLS_CERT expired on');
	});

	it('warns of an address outside this machine without HTTPS', async () => {
		const started = await startServer({ env: { HOST: '0.0.0.0' } });
		server = started;
		await expect.poll(() => started.printed).toMatch(/WARNING .*HOST is 0\.0\.0\.0, without HTTPS.*--lan/);
	});

	/** What it says before it ends by itself; throws when it does not. */
	function refusal(env: NodeJS.ProcessEnv, args: readonly string[] = [], code = 1): string {
		const { status, stderr } = spawnSync(process.execPath, ['sync-server/main.ts', ...args], {
			cwd: ROOT,
			env: { ...process.env, PORT: '0', DATA_DIR: temporaryFolder(), ...env },
			encoding: 'utf8',
			timeout: 25_000
		});
		expect(stderr).not.toMatch(/^\s+at /m);
		expect(status).toBe(code);
		return stderr;
	}
});
