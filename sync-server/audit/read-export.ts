import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import * as v from 'valibot';
import { RESERVED_PREFIXES } from '#domain/kernel/event.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { keyId, publicKeySchema, type PublicKey } from '#domain/kernel/signature.ts';
import { statementBytes } from '#domain/kernel/statement.ts';
import { isSignedBy } from '../auth/signatures.ts';
import type { DeviceKeyEntry, Evidence, Found, ServerEntry, Signed } from './evidence.ts';
import { createFileHash, LINE_KINDS, writeLine, type Line, type LineKind, type SealedLine } from './export-format.ts';

export interface ExportFile {
	readonly evidence: Evidence;
	/** What it is kept in meanwhile is gone after this. */
	readonly close: () => void;
}

/** A line that is longer is no line of an export: the largest event is a sixteenth of it. */
const LONGEST_LINE = 2 ** 24;

/**
 * Reads an export, line by line. What it holds is sorted in a temporary file, so that neither its size nor its order matters; what is
 * wrong with the file as a whole is in the evidence's `damage`.
 */
export async function readExport(bytes: AsyncIterable<Uint8Array>): Promise<ExportFile> {
	const sorted = createSortedLines();
	const damage: string[] = [];
	const [heads, receipts]: [Signed[], Signed[]] = [[], []];
	const deviceKeys: DeviceKeyEntry[] = [];
	const servers: ServerEntry[] = [];
	const counts: Record<LineKind, number> = { documents: 0, heads: 0, receipts: 0, deviceKeys: 0, servers: 0 };
	const hash = createFileHash();
	let digest = '';
	let sealed: SealedLine | undefined;
	let number = 0;

	for await (const line of linesOf(bytes)) {
		number++;
		const place = `line ${number}`;
		if (sealed !== undefined) {
			damage.push(`${place} stands behind the end`);
			break;
		}
		const read = readLine(line);
		if (!read.ok) {
			hash.update(line);
			sorted.add(place, read);
			continue;
		}
		if (read.value.kind === 'seal') {
			sealed = read.value.seal;
			digest = hash.digest('hex');
			continue;
		}
		hash.update(line);
		counts[read.value.kind]++;
		switch (read.value.kind) {
			case 'documents':
				sorted.add(place, ok(read.value.document));
				break;
			case 'heads':
				heads.push({ statement: read.value.statement, signature: read.value.signature });
				break;
			case 'receipts':
				receipts.push({ statement: read.value.receipt, signature: read.value.signature });
				break;
			case 'deviceKeys':
				deviceKeys.push({ device: read.value.device, key: read.value.key });
				break;
			case 'servers':
				servers.push({ server: read.value.server, keys: read.value.keys });
				break;
		}
	}
	sorted.finish();
	const sealedBy = sealed ? sealingKey(sealed, servers) : undefined;
	damage.push(...(await checkSeal(sealed, digest, counts, sealedBy)));
	const evidence: Evidence = {
		others: sorted.others,
		events: sorted.events,
		firsts: sorted.firsts,
		heads,
		receipts,
		deviceKeys,
		servers,
		sealedBy: sealedBy ?? null,
		damage,
		hasTexts: sealed?.export.texts !== false
	};
	return { evidence, close: sorted.close };
}

/** The one of the server's keys, as the file itself tells them, that its end names. */
const sealingKey = ({ export: seal }: SealedLine, servers: readonly ServerEntry[]): PublicKey | undefined =>
	servers
		.find(({ server }) => server === seal.server)
		?.keys.find((key) => keyId(key) === seal.key && key.alg === seal.alg);

async function checkSeal(
	sealed: SealedLine | undefined,
	digest: string,
	counts: Readonly<Record<LineKind, number>>,
	key: PublicKey | undefined
): Promise<string[]> {
	if (sealed === undefined) return ['it has no end: it was cut off'];
	const { export: seal, signature } = sealed;
	const damage: string[] = [];
	if (seal.hash !== digest) damage.push('its lines are not the ones that it was closed with');
	for (const kind of LINE_KINDS) {
		if (seal.counts[kind] !== counts[kind])
			damage.push(`it holds ${counts[kind]} ${kind}, and says ${seal.counts[kind]}`);
	}
	if (key === undefined) damage.push('it is closed with a key that is not among those of its server');
	else if (!(await isSignedBy(key, statementBytes(seal), signature)))
		damage.push('the signature it is closed with does not hold');
	return damage;
}

/** The file's lines with their ends. The last one may lack it, which no line of ours does. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let rest: Uint8Array[] = [];
	let held = 0;
	for await (const chunk of bytes) {
		let from = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
			yield rest.length === 0 ? chunk.subarray(from, end + 1) : Buffer.concat([...rest, chunk.subarray(from, end + 1)]);
			[rest, held, from] = [[], 0, end + 1];
		}
		if (from === chunk.length) continue;
		rest.push(chunk.subarray(from));
		held += chunk.length - from;
		if (held > LONGEST_LINE) throw new Error('this is no export: it has no lines');
	}
	if (rest.length > 0) yield Buffer.concat(rest);
}

const counting = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sealSchema = v.strictObject({
	export: v.looseObject({
		f: v.literal(1),
		says: v.literal('export'),
		alg: v.string(),
		key: v.string(),
		server: v.string(),
		generation: v.string(),
		at: v.string(),
		texts: v.boolean(),
		counts: v.strictObject({
			documents: counting,
			heads: counting,
			receipts: counting,
			deviceKeys: counting,
			servers: counting
		}),
		hash: v.string()
	}),
	signature: v.string()
});
const headSchema = v.strictObject({ statement: v.unknown(), signature: v.unknown() });
const receiptSchema = v.strictObject({ receipt: v.unknown(), signature: v.unknown() });
const deviceKeySchema = v.strictObject({ device: v.string(), key: publicKeySchema });
const serverSchema = v.strictObject({ server: v.string(), keys: v.array(publicKeySchema) });

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Unreadable = { readonly reason: string };

function readLine(bytes: Uint8Array): Result<Line, Unreadable> {
	let value: unknown;
	try {
		const text = utf8.decode(bytes);
		value = JSON.parse(text);
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return err({ reason: 'it is no object' });
		// One writing only: nothing hides in a member that stands there twice.
		if (writeLine(value) !== text) return err({ reason: 'it is not written as an export writes it' });
	} catch {
		return err({ reason: 'it is no JSON, or none that can be read' });
	}
	if ('_id' in value) return ok({ kind: 'documents', document: value as Record<string, unknown> });
	if (v.is(headSchema, value)) return ok({ kind: 'heads', statement: value.statement, signature: value.signature });
	if (v.is(receiptSchema, value)) return ok({ kind: 'receipts', receipt: value.receipt, signature: value.signature });
	if (v.is(deviceKeySchema, value))
		return ok({ kind: 'deviceKeys', device: value.device, key: value.key as PublicKey });
	if (v.is(serverSchema, value)) return ok({ kind: 'servers', server: value.server, keys: value.keys });
	if (v.is(sealSchema, value)) return ok({ kind: 'seal', seal: value as SealedLine });
	return err({ reason: 'it is nothing that an export holds' });
}

type Document = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, SQLOutputValue>>;

/** Holds documents in a temporary file of SQLite's and gives them back in order. */
function createSortedLines() {
	const sql = new DatabaseSync('');
	sql.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
		CREATE TABLE line (other INTEGER, device TEXT, epoch TEXT, seq INTEGER, id TEXT, place TEXT, text TEXT); BEGIN`);
	const insert = sql.prepare('INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)');
	const isOther = (id: string): boolean =>
		id.startsWith('_design/') || RESERVED_PREFIXES.some((prefix) => id.startsWith(`${prefix}:`));
	const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

	function* read(tail: string): Generator<Found> {
		const rows = sql.prepare(`SELECT id, place, text FROM line ${tail}`).iterate() as Iterable<Row>;
		for (const { id, place, text } of rows) {
			yield text === null
				? { place: String(place), document: err({ reason: String(id) }) }
				: { place: `${String(place)}, ${String(id)}`, document: ok(JSON.parse(String(text)) as Document) };
		}
	}

	return {
		/** What is no document at all comes first among the events. */
		add(place: string, read: Result<Document, Unreadable>): void {
			if (!read.ok) {
				insert.run(0, '', '', 0, read.error.reason, place, null);
				return;
			}
			const { _id, device, epoch, seq } = read.value;
			const id = textOf(_id);
			const number = Number.isSafeInteger(seq) ? (seq as number) : 0;
			insert.run(Number(isOther(id)), textOf(device), textOf(epoch), number, id, place, JSON.stringify(read.value));
		},
		finish: () => sql.exec('COMMIT'),
		others: () => read('WHERE other = 1 ORDER BY id'),
		events: () => read('WHERE other = 0 ORDER BY device, epoch, seq, id'),
		firsts: () => read('WHERE other = 0 AND seq = 1'),
		close: () => sql.close()
	};
}
