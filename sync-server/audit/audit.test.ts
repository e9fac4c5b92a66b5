import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyId } from '#domain/kernel/signature.ts';
import { exportOf, inPieces } from '../../tests/support/exported.ts';
import { makeSignedSite, type SignedSite } from '../../tests/support/signed-site.ts';
import { audit } from './audit.ts';
import { readExport } from './read-export.ts';
import { openSiteFiles } from './site-files.ts';
import { isFaultless, type AuditReport } from './verdict.ts';

let site: SignedSite;

beforeAll(async () => {
	site = await makeSignedSite();
});
afterAll(() => site.close());

async function auditFiles(serverKey?: string): Promise<AuditReport> {
	const { evidence, close } = await openSiteFiles(site.directory);
	try {
		return await audit(evidence, { serverKey });
	} finally {
		close();
	}
}

async function auditExport(bytes: Uint8Array, serverKey?: string): Promise<AuditReport> {
	const { evidence, close } = await readExport(inPieces(bytes));
	try {
		return await audit(evidence, { serverKey });
	} finally {
		close();
	}
}

describe('a site that nobody touched', () => {
	it('is sound and proven to be whole, on a server that is running', async () => {
		const report = await auditFiles();
		console.log(JSON.stringify(report, null, 1));
		expect(report.integrity).toEqual({ sound: true, findings: [] });
		expect(report.completeness).toMatchObject({ verdict: 'proven', findings: [] });
		expect(isFaultless(report)).toBe(true);
	});
	it('is so in an export', async () => {
		const bytes = await exportOf(site.directory);
		console.log(bytes.toString().split('\n').map((l) => l.slice(0, 200)).join('\n'));
		const report = await auditExport(bytes);
		expect(report).toEqual(await auditFiles());
		void keyId;
	});
});
