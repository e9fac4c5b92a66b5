import { expect, it } from 'vitest';
import { keyId, type PublicKey } from '#domain/kernel/signature.ts';
import { statementBytes } from '#domain/kernel/statement.ts';
import { exportOf, inPieces } from '../../tests/support/exported.ts';
import { makeSignedSite } from '../../tests/support/signed-site.ts';
import { drawSigningKey, openSigningKey } from '../auth/signatures.ts';
import { audit } from './audit.ts';
import { createFileHash, writeLine, type SealedLine } from './export-format.ts';
import { readExport } from './read-export.ts';
import { isFaultless } from './verdict.ts';

/** A name taken out, and the file closed anew with a key that stands there beside the server's own. */
async function closedByAnother(bytes: Buffer): Promise<{ readonly bytes: Buffer; readonly serverKey: string }> {
	const another = await openSigningKey(await drawSigningKey());
	const lines = bytes.toString().trimEnd().split('\n');
	const { export: seal } = JSON.parse(lines.pop() ?? '') as SealedLine;
	const name = lines.findIndex((line) => line.includes('"_id":"personal:') && !line.includes('"_deleted"'));
	expect(name).toBeGreaterThanOrEqual(0);
	lines.splice(name, 1);
	const at = lines.findIndex((line) => line.startsWith('{"keys":'));
	const { server, keys } = JSON.parse(lines[at] ?? '') as { server: string; keys: PublicKey[] };
	lines[at] = writeLine({ server, keys: [...keys, another.publicKey] }).trimEnd();
	const text = lines.map((line) => `${line}\n`).join('');
	const counts = { ...seal.counts, documents: seal.counts.documents - 1 };
	const hash = createFileHash().update(text).digest('hex');
	const closed = { ...seal, key: keyId(another.publicKey), counts, hash };
	const signature = await another.sign(statementBytes(closed));
	return { bytes: Buffer.from(text + writeLine({ export: closed, signature })), serverKey: keys[0]?.key ?? '' };
}

it("an export that another key than the given one closed is not the server's", async () => {
	const site = await makeSignedSite();
	try {
		const { bytes, serverKey } = await closedByAnother(await exportOf(site.directory));
		const { evidence, close } = await readExport(inPieces(bytes));
		const report = await audit(evidence, { serverKey });
		close();
		expect(report.integrity.findings.map(({ detail }) => detail)).toEqual([
			'it is closed with another key than the one that was given'
		]);
		expect(isFaultless(report)).toBe(false);
	} finally {
		site.close();
	}
});
