import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSeed, createSeededRandom } from '../../tests/contract/seeded-random.ts';
import { exportOf, inPieces } from '../../tests/support/exported.ts';
import { auditAnew } from '../../tests/support/independent-audit.ts';
import { mutateExport, type Closer, type Hand } from '../../tests/support/mutated-export.ts';
import { makeSignedSite, type SignedSite } from '../../tests/support/signed-site.ts';
import { drawSigningKey, openSigningKey } from '../auth/signatures.ts';
import { audit } from './audit.ts';
import { readExport } from './read-export.ts';
import { openSiteFiles } from './site-files.ts';
import type { AuditReport } from './verdict.ts';

let site: SignedSite;
let clean: Buffer;
let closers: { readonly forger: Closer; readonly insider: Closer };

beforeAll(async () => {
	site = await makeSignedSite();
	clean = await exportOf(site.directory);
	const { signer, close } = await openSiteFiles(site.directory);
	close();
	if (signer === undefined) throw new Error('the server has no key');
	closers = { forger: await openSigningKey(await drawSigningKey()), insider: signer };
});
afterAll(() => site.close());

async function auditExport(bytes: Uint8Array): Promise<AuditReport> {
	const { evidence, close } = await readExport(inPieces(bytes));
	try {
		return await audit(evidence);
	} finally {
		close();
	}
}

const verdictOf = ({ integrity, completeness }: AuditReport) => ({
	sound: integrity.sound,
	completeness: completeness.verdict
});

it('an export that nobody touched is sound and whole, by either audit', async () => {
	expect(verdictOf(await auditExport(clean))).toEqual({ sound: true, completeness: 'proven' });
	expect(auditAnew(clean)).toEqual({ sound: true, completeness: 'proven', notes: [] });
});

describe('every change is found, and the two audits agree on it', () => {
	it.each<[Hand, number]>([
		['vandal', 400],
		['forger', 200],
		['insider', 400]
	])('%s, %d changes', { timeout: 240_000 }, async (hand, times) => {
		const seed = newSeed();
		const random = createSeededRandom(seed);
		const missed: string[] = [];
		for (let time = 0; time < times; time++) {
			const { name, bytes } = await mutateExport(clean, hand, closers, random);
			const [report, second] = [await auditExport(bytes), auditAnew(bytes)];
			const { sound, completeness } = verdictOf(report);
			const isFound = !sound || completeness !== 'proven';
			const isAgreed = sound === second.sound && completeness === second.completeness;
			if (isFound && isAgreed) continue;
			const says = JSON.stringify({
				sound,
				completeness,
				findings: [...report.integrity.findings, ...report.completeness.findings]
			});
			missed.push(`${name} (number ${time}): ${says}; the other says ${JSON.stringify(second)}`);
		}
		expect(missed, `seed ${seed}`).toEqual([]);
	});
});
