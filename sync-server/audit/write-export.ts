import { keyId } from '#domain/kernel/signature.ts';
import { statementBytes } from '#domain/kernel/statement.ts';
import { wallTime } from '#domain/kernel/timestamp.ts';
import { isPersonalId } from '#domain/kernel/personal.ts';
import { createFileHash, writeLine, type LineKind, type Seal } from './export-format.ts';
import { isVerifier, type SiteFiles } from './site-files.ts';
import type { Found } from './evidence.ts';

export interface ExportOptions {
	/** False leaves out names and whatever people typed. */
	readonly texts: boolean;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** The lines of an export, one after the other: never more of the site in memory than one. */
export async function* exportLines(site: SiteFiles, { texts, now }: ExportOptions): AsyncGenerator<string> {
	const hash = createFileHash();
	const counts: Record<LineKind, number> = { documents: 0, heads: 0, receipts: 0, deviceKeys: 0, servers: 0 };
	const line = (kind: LineKind, value: object): string => {
		const text = writeLine(value);
		hash.update(text);
		counts[kind]++;
		return text;
	};
	const { others, events, heads, receipts, deviceKeys, servers } = site.evidence;
	const verifiers = site.verifiers();
	for (const found of others()) {
		const document = documentOf(found);
		const isText = isPersonalId(String(document['_id'])) && document['_deleted'] !== true;
		if (isText && (!texts || isVerifier(document, verifiers))) continue;
		yield line('documents', document);
	}
	for (const found of events()) yield line('documents', documentOf(found));
	for (const { statement, signature } of heads) yield line('heads', { statement, signature });
	for (const { statement: receipt, signature } of receipts) yield line('receipts', { receipt, signature });
	for (const { device, key } of deviceKeys) yield line('deviceKeys', { device, key });
	for (const { server, keys } of servers) yield line('servers', { server, keys });

	const [known] = servers;
	if (site.signer === undefined || known === undefined) {
		throw new Error('this server has no key to sign an export with: start it once');
	}
	const { publicKey, sign } = site.signer;
	const seal: Seal = {
		f: 1,
		says: 'export',
		alg: publicKey.alg,
		key: keyId(publicKey),
		server: known.server,
		generation: site.generation,
		at: wallTime(now, 0),
		texts,
		counts,
		hash: hash.digest('hex')
	};
	yield writeLine({ export: seal, signature: await sign(statementBytes(seal)) });
}

/** What cannot be read is no document of an export; the audit of the server's own files says so. */
function documentOf({ place, document }: Found): Readonly<Record<string, unknown>> {
	if (document.ok) return document.value;
	throw new Error(`${place}: ${document.error.reason}: run the audit on the data directory`);
}
