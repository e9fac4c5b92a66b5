import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './server.ts';

/**
 * A home folder in which Chromium on Linux finds an authority to trust, beside those that it brings: the certificate lies in
 * the NSS database of the user, as when a person imports it in the browser's settings.
 */
export function createTrustingHome(authorityFile: string): string {
	const home = temporaryFolder();
	const database = join(home, '.pki', 'nssdb');
	mkdirSync(database, { recursive: true });
	const certutil = (...args: string[]): void =>
		void execFileSync('certutil', ['-d', `sql:${database}`, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
	certutil('-N', '--empty-password');
	certutil('-A', '-n', 'authority', '-t', 'C,,', '-i', authorityFile);
	return home;
}
