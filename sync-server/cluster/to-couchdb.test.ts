import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** What the command says when it is refused. */
const refusal = (...parameters: string[]): Promise<string> =>
	new Promise((resolve, reject) => {
		const env = { PATH: process.env['PATH'], COUCHDB_PASSWORD: 'x', ADMIN_PASSWORD: 'x' };
		const command = ['sync-server/cluster/to-couchdb-main.ts', ...parameters];
		execFile(process.execPath, command, { env }, (error, _said, refused) =>
			error ? resolve(refused) : reject(new Error('it was not refused'))
		);
	});

describe('the command that moves a site to a CouchDB', () => {
	it.each([
		['COUCHDB_PASSWORD', ['--couchdb', 'http://root:k3pt-out@127.0.0.1:9']],
		['ADMIN_PASSWORD', ['--couchdb', 'http://127.0.0.1:9', '--from', 'http://admin:k3pt-out@127.0.0.1:9']]
	])('takes no password where the list of processes shows it, but %s', async (variable, parameters) => {
		const said = await refusal(...parameters);
		expect(said).toContain(`must not hold a password: set ${variable}`);
		expect(said).not.toContain('k3pt-out');
	});

	it('says what is wrong with an address', async () => {
		const said = await refusal('--couchdb', 'http://100%@127.0.0.1:9');
		expect(said).toContain('no address of a server');
		expect(said).toContain('%25');
	});
});
