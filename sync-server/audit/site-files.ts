import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { PinSet } from '#domain/person/pin.ts';
import { parseVerifier } from '#domain/person/verifier.ts';
import { isEs256Key } from '#domain/kernel/signature.ts';
import { RESERVED_PREFIXES } from '#domain/kernel/event.ts';
import { isPersonalId } from '#domain/kernel/personal.ts';
import { err, ok } from '#domain/kernel/result.ts';
import { USERS } from '../auth/accounts.ts';
import { SERVER_KEY_SETTING } from '../auth/server-key.ts';
import { openSigningKey, type SigningKey } from '../auth/signatures.ts';
import { SITE } from '../app.ts';
import type { DeviceKeyEntry, Evidence, Found, Signed } from './evidence.ts';

/** A server's files, read as they were at one moment: what a running server writes meanwhile is not in it. */
export interface SiteFiles {
	readonly evidence: Evidence;
	/** Undefined for a server that was never started since there are receipts. */
	readonly signer: SigningKey | undefined;
	/** Which the data are of this server's: another one after a restore. */
	readonly generation: string;
	/** Ids of the texts that check people's PINs: for nobody else's eyes. */
	readonly verifiers: () => ReadonlySet<string>;
	readonly close: () => void;
}

type Row = Readonly<Record<string, SQLOutputValue>>;

// What is asked of an event here is what it says of itself: the server's own index of chains is not believed.
const IN_CHAINS = `ORDER BY CASE WHEN json_valid(body) THEN body ->> '$.device' END,
	CASE WHEN json_valid(body) THEN body ->> '$.epoch' END,
	CASE WHEN json_valid(body) THEN CAST(body ->> '$.seq' AS INTEGER) END, id`;
const IS_OTHER = `(${['_design/', ...RESERVED_PREFIXES.map((prefix) => `${prefix}:`)].map((start) => `id GLOB '${start}*'`).join(' OR ')})`;
const COLUMNS = 'id, rev, deleted, body';

/** Throws, in words for the person who asked, when there is no site in `directory`. */
export async function openSiteFiles(directory: string): Promise<SiteFiles> {
	const server = openAt(join(directory, 'server.sqlite'));
	// First what is said about the events, then the events: nothing is said here of an event that is not.
	const setting = (name: string): string | undefined =>
		server.prepare('SELECT value FROM setting WHERE name = ?').get(name)?.['value'] as string | undefined;
	const opened = [server];
	const open = (database: string): DatabaseSync => {
		const file = server.prepare('SELECT file FROM database WHERE name = ?').get(database)?.['file'];
		if (typeof file !== 'string') throw new Error(`there is no database ${database} in ${directory}`);
		const sql = openAt(join(directory, 'databases', file));
		opened.push(sql);
		return sql;
	};
	const signed = headsIn(server);
	const deviceKeys = deviceKeysIn(open(USERS));
	const site = open(SITE);
	const key = setting(SERVER_KEY_SETTING);
	const signer = key === undefined ? undefined : await openSigningKey(key);
	const found = (tail: string): Iterable<Found> => documentsIn(site, tail);
	const uuid = setting('uuid') ?? '';

	return {
		evidence: {
			others: () => found(`WHERE ${IS_OTHER} ORDER BY id`),
			events: () => found(`WHERE NOT ${IS_OTHER} ${IN_CHAINS}`),
			firsts: () => found(`WHERE NOT ${IS_OTHER} AND json_valid(body) AND body ->> '$.seq' = 1`),
			...signed,
			deviceKeys,
			servers: signer ? [{ server: uuid, keys: [signer.publicKey] }] : [],
			sealedBy: null,
			damage: [],
			hasTexts: true
		},
		signer,
		generation: String(site.prepare('SELECT generation FROM state').get()?.['generation']),
		verifiers: () => verifiersIn(site),
		close: () => opened.forEach((sql) => sql.close())
	};
}

/** Opened to read, and held at this moment. */
function openAt(path: string): DatabaseSync {
	if (!existsSync(path)) throw new Error(`there is no ${path}: is this a server's data directory?`);
	const sql = new DatabaseSync(path, { readOnly: true });
	sql.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
	return sql;
}

function* documentsIn(sql: DatabaseSync, tail: string): Generator<Found> {
	for (const row of sql.prepare(`SELECT ${COLUMNS} FROM document ${tail}`).iterate() as Iterable<Row>) {
		yield readRow(row);
	}
}

function readRow({ id, rev, deleted, body }: Row): Found {
	const place = String(id);
	const members = deleted === 1 ? {} : parse(String(body));
	if (members === undefined)
		return { place, document: err({ reason: 'it is no JSON, or not as the server writes it' }) };
	return { place, document: ok({ _id: id, _rev: rev, ...(deleted === 1 && { _deleted: true }), ...members }) };
}

/** Undefined for text that says more than it seems to: a member twice, of which one reader takes the first and one the last. */
function parse(body: string): object | undefined {
	try {
		const members = JSON.parse(body) as unknown;
		return typeof members === 'object' && members !== null && JSON.stringify(members) === body ? members : undefined;
	} catch {
		return undefined;
	}
}

function headsIn(server: DatabaseSync): { readonly heads: Signed[]; readonly receipts: Signed[] } {
	const [heads, receipts]: [Signed[], Signed[]] = [[], []];
	const isThere = server.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'head'").get();
	if (isThere === undefined) return { heads, receipts };
	const rows = server.prepare('SELECT * FROM head ORDER BY device, epoch, seq, hash, key').all();
	for (const { statement, signature, receipt, receipt_signature: receiptSignature } of rows) {
		heads.push({ statement: parse(String(statement)), signature });
		receipts.push({ statement: parse(String(receipt)), signature: receiptSignature });
	}
	return { heads, receipts };
}

function deviceKeysIn(users: DatabaseSync): DeviceKeyEntry[] {
	const rows = users.prepare(
		"SELECT id, body FROM document WHERE deleted = 0 AND id LIKE 'org.couchdb.user:device-%' ORDER BY id"
	);
	return rows.all().flatMap(({ id, body }) => {
		const { device } = (parse(String(body)) ?? {}) as { device?: { key?: unknown } };
		return isEs256Key(device?.key) ? [{ device: String(id).slice(-3), key: device.key }] : [];
	});
}

function verifiersIn(site: DatabaseSync): ReadonlySet<string> {
	const rows = site.prepare(
		`SELECT body ->> '$.data.verifier.personal' AS word FROM document WHERE json_valid(body) AND body ->> '$.type' = ?`
	);
	return new Set(rows.all(PinSet.type).map(({ word }) => `personal:${String(word)}`));
}

/**
 * True for a text that checks a PIN: by its form, whether or not the event that says whose it is has come; one of a form that only
 * a later version reads, by that event.
 */
export function isVerifier({ _id, text }: Readonly<Record<string, unknown>>, verifiers: ReadonlySet<string>): boolean {
	if (!isPersonalId(String(_id)) || typeof text !== 'string') return false;
	return parseVerifier(text) !== null || (text.startsWith('$') && verifiers.has(String(_id)));
}
