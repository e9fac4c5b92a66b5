import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import { keyId } from '#domain/kernel/signature.ts';
import { sealEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { exportOf, inPieces } from '../../tests/support/exported.ts';
import { makeSignedSite, NAMES, type SignedSite } from '../../tests/support/signed-site.ts';
import { audit } from './audit.ts';
import { readExport } from './read-export.ts';
import { openSiteFiles } from './site-files.ts';
import { isFaultless, type AuditReport } from './verdict.ts';

const VERIFIER = `$pbkdf2-sha256$i=600000$${'A'.repeat(22)}$${'B'.repeat(43)}`;

let site: SignedSite;
const folders: string[] = [];

beforeAll(async () => {
	site = await makeSignedSite();
});
afterAll(() => site.close());
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function auditFiles(directory = site.directory, serverKey?: string): Promise<AuditReport> {
	const { evidence, close } = await openSiteFiles(directory);
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

/** A copy of the server's files, in which somebody has done something to the site's database. */
function tamper(change: (sql: DatabaseSync) => void, which = 'floorbook'): string {
	const directory = mkdtempSync(join(tmpdir(), 'floorbook-tampered-'));
	folders.push(directory);
	cpSync(site.directory, directory, { recursive: true });
	const server = new DatabaseSync(join(directory, 'server.sqlite'));
	const file = server.prepare('SELECT file FROM database WHERE name = ?').get(which)?.['file'];
	const sql = which === 'server' ? server : new DatabaseSync(join(directory, 'databases', String(file)));
	change(sql);
	sql.close();
	if (sql !== server) server.close();
	return directory;
}

const details = ({ integrity, completeness }: AuditReport): string[] =>
	[...integrity.findings, ...completeness.findings].map(({ kind, detail }) => `${kind}: ${detail}`);

/** The id of a device's event. */
async function idAt(place: number, seq: number): Promise<string> {
	const { device, epoch } = await site.devices[place]!.identity();
	const chain = site.test.storage.database('floorbook')!.chain;
	const query = { device, epoch, from: seq, to: seq, descending: false, skip: 0, limit: 1 };
	return chain.list(query)[0] ?? '';
}

describe('a site that nobody touched', () => {
	it('is sound, and proven to be whole while the server runs', async () => {
		const report = await auditFiles();
		expect(details(report)).toEqual([]);
		expect(report).toMatchObject({
			integrity: { sound: true },
			completeness: { verdict: 'proven' },
			counts: { devices: 3, heads: 4, receipts: 4, otherDocuments: 0 }
		});
		expect(isFaultless(report)).toBe(true);
	});

	it('holds an erased text, which is no fault', async () => {
		expect((await auditFiles()).counts.textsNotHere).toBe(1);
	});

	it('is the same in an export', async () => {
		expect(await auditExport(await exportOf(site.directory))).toEqual(await auditFiles());
	});

	it('is read as it was at one moment, whatever is recorded meanwhile', async () => {
		const files = await openSiteFiles(site.directory);
		const [device] = site.devices;
		await device!.record(definitions.item.define(null, { name: 'Later' }));
		await device!.send();
		await device!.vouch();
		const report = await audit(files.evidence);
		files.close();
		expect(report.completeness.verdict).toBe('proven');
		expect((await auditFiles()).counts.events).toBe(report.counts.events + 1);
	});

	it('is not provable past what was signed last', async () => {
		const [device] = site.devices;
		await device!.record(definitions.item.define(null, { name: 'Unsigned' }));
		await device!.send();
		const report = await auditFiles();
		expect(report.completeness).toMatchObject({ verdict: 'not provable', findings: [] });
		expect(report.completeness.chains.find(({ device: number }) => number === device!.number)).toMatchObject({
			last: 8,
			proven: 7
		});
		expect(isFaultless(report)).toBe(true);
		await device!.vouch();
		expect((await auditFiles()).completeness.verdict).toBe('proven');
	});
});

describe('without names', () => {
	it('an export holds none, and is as sound', async () => {
		const bytes = await exportOf(site.directory, { texts: false });
		for (const name of NAMES) expect(bytes.includes(name)).toBe(false);
		const report = await auditExport(bytes);
		expect(details(report)).toEqual([]);
		expect(report.completeness.verdict).toBe('proven');
		expect(report.remarks).toEqual(['names and other personal texts were left out']);
	});

	it('what checks a PIN is in no export, even where nothing tells whose it is', async () => {
		const body = JSON.stringify({ text: VERIFIER });
		const directory = tamper((sql) =>
			sql.exec(
				`INSERT INTO document (seq, id, rev, deleted, tree, body)
				VALUES (100000, 'personal:000000000000000000000', '1-a', 0, NULL, '${body}')`
			)
		);
		expect((await exportOf(directory)).includes('pbkdf2')).toBe(false);
	});

	it('what checks a PIN is in no export at all, and its absence is no fault', async () => {
		const [device] = site.devices;
		const person = site.people[0]!;
		const { events } = await device!.record({ type: 'SetPin', person, verifier: VERIFIER, temporary: false });
		await device!.send();
		await device!.vouch();
		const bytes = await exportOf(site.directory);
		expect(bytes.includes('pbkdf2')).toBe(false);
		expect(bytes.includes(events[0]!._id)).toBe(true);
		const report = await auditExport(bytes);
		expect(details(report)).toEqual([]);
		expect(report).toMatchObject({ counts: { textsNotHere: 2 }, completeness: { verdict: 'proven' } });
	});
});

describe('what was done to the files of the server', () => {
	it('an event that says something else', async () => {
		const id = await idAt(0, 3);
		const report = await auditFiles(
			tamper((sql) => sql.prepare("UPDATE document SET body = replace(body, '+01:00', '+02:00') WHERE id = ?").run(id))
		);
		expect(report.integrity.findings).toContainEqual({
			kind: 'altered',
			about: id,
			detail: 'the id does not match the content'
		});
		expect(isFaultless(report)).toBe(false);
	});

	it('an event that says a thing twice, each reader hearing another one', async () => {
		const id = await idAt(0, 3);
		const report = await auditFiles(
			tamper((sql) => sql.prepare(`UPDATE document SET body = '{"by":["p1"],' || substr(body, 2) WHERE id = ?`).run(id))
		);
		expect(details(report)).toContain('unreadable: it is no JSON, or not as the server writes it');
	});

	it('an event that is gone from the middle: a gap, and others knew it', async () => {
		const id = await idAt(1, 3);
		const report = await auditFiles(tamper((sql) => sql.prepare('DELETE FROM document WHERE id = ?').run(id)));
		expect(report.integrity.sound).toBe(true);
		expect(details(report)).toContain('gap: number 3 missing');
		expect(details(report).some((detail) => detail.startsWith('unknown: '))).toBe(true);
		expect(report.completeness.verdict).toBe('incomplete');
	});

	it('the end of a chain: the device had signed for it', async () => {
		const { device, epoch, seq } = await site.devices[2]!.identity();
		const report = await auditFiles(
			tamper((sql) =>
				sql
					.prepare(
						"DELETE FROM document WHERE body ->> '$.device' = ? AND body ->> '$.epoch' = ? AND body ->> '$.seq' > 1"
					)
					.run(device, epoch)
			)
		);
		expect(details(report)).toContain(`end: the last ${seq - 1} of ${seq} events are missing`);
		expect(report.completeness.verdict).toBe('incomplete');
	});

	it('another event in the place of the last one, with an id that is right', async () => {
		const id = await idAt(1, 6);
		const body = JSON.parse(site.test.storage.database('floorbook')!.read(id)!.body) as Omit<
			FloorEvent,
			'_id' | '_rev'
		>;
		const forged = sealEvent({ ...body, at: '2026-01-01T00:00:00.000+00:00' });
		if (!forged.ok) throw new Error(forged.error.reason);
		const { _id, _rev, ...rest } = forged.value.event;
		const report = await auditFiles(
			tamper((sql) =>
				sql
					.prepare('UPDATE document SET id = ?, rev = ?, body = ? WHERE id = ?')
					.run(_id, _rev, JSON.stringify(rest), id)
			)
		);
		expect(details(report)).toEqual([
			'receipt: another event stands in its place',
			'head: another event stands in its place'
		]);
	});

	it('a name that was changed', async () => {
		const report = await auditFiles(
			tamper((sql) =>
				sql.exec(`UPDATE document SET body = replace(body, 'Boguslaw', 'Zygmunt') WHERE id LIKE 'personal:%'`)
			)
		);
		expect(details(report)).toEqual(['altered: the id does not match the content']);
	});

	it('a head that says more than was signed', async () => {
		const report = await auditFiles(
			tamper((sql) => sql.exec(`UPDATE head SET statement = replace(statement, '"seq":', '"seq":1')`), 'server')
		);
		expect(details(report)).toContain('head: its signature does not hold');
	});

	it('heads that are gone prove nothing any more', async () => {
		const report = await auditFiles(tamper((sql) => sql.exec('DELETE FROM head'), 'server'));
		expect(report).toMatchObject({ integrity: { sound: true }, completeness: { verdict: 'not provable' } });
	});

	it('a key that the device never said is its own', async () => {
		const [device] = site.devices;
		const other = await site.devices[1]!.key.publicKey();
		const report = await auditFiles(
			tamper(
				(sql) =>
					sql
						.prepare("UPDATE document SET body = json_set(body, '$.device.key.key', ?) WHERE id = ?")
						.run(other!.key, `org.couchdb.user:device-${device!.number}`),
				'_users'
			)
		);
		expect(details(report)).toEqual(['key: its key at the server is none of its own']);
	});
});

describe("the server's key from outside", () => {
	it('is taken by its id or as it is', async () => {
		const { keys } = (await site.test.call('GET', '/heads/key')).body as { keys: { alg: string; key: string }[] };
		const [key] = keys;
		for (const given of [key!.key, keyId(key!)]) {
			const report = await auditFiles(site.directory, given);
			expect(report.serverKey).toEqual({ id: keyId(key!), given: true });
			expect(report.completeness.verdict).toBe('proven');
		}
	});

	it('that is another one makes receipts worth nothing', async () => {
		const report = await auditExport(await exportOf(site.directory), 'B'.padEnd(87, 'A'));
		expect(details(report)).toContain('key: its key is another one than the one that was given');
		expect(details(report)).toContain('receipt: it is signed with a key that is not known here');
		expect(report.completeness.verdict).toBe('not provable');
		expect(isFaultless(report)).toBe(false);
	});
});

describe('the commands', () => {
	const run = (command: 'audit' | 'export', ...args: string[]) =>
		spawnSync(process.execPath, [`sync-server/audit/${command}-main.ts`, ...args], { encoding: 'utf8' });

	it('write an export once, and say in plain words what it is worth', () => {
		const folder = mkdtempSync(join(tmpdir(), 'floorbook-export-'));
		folders.push(folder);
		const out = join(folder, 'site.jsonl');
		expect(run('export', '--data', site.directory, '--out', out)).toMatchObject({ status: 0, stderr: '' });
		expect(statSync(out).mode & 0o777).toBe(0o600);
		const again = run('export', '--data', site.directory, '--out', out);
		expect(again).toMatchObject({ status: 1, stdout: '' });
		expect(again.stderr).toContain('there already');
		expect(readdirSync(folder)).toEqual(['site.jsonl']);

		const clean = run('audit', '--export', out);
		expect(clean.status).toBe(0);
		expect(clean.stdout).toContain('INTEGRITY: sound.');
		const asJson = run('audit', '--export', out, '--json');
		expect((JSON.parse(asJson.stdout) as AuditReport).integrity.sound).toBe(true);
		expect(readFileSync(out, 'utf8').endsWith('}\n')).toBe(true);
	});

	it('leave no file where an export came to nothing', () => {
		const folder = mkdtempSync(join(tmpdir(), 'floorbook-export-'));
		folders.push(folder);
		const keyless = tamper((sql) => sql.exec("DELETE FROM setting WHERE name = 'server key'"), 'server');
		const { status, stderr } = run('export', '--data', keyless, '--out', join(folder, 'site.jsonl'));
		expect([status, stderr]).toEqual([1, expect.stringContaining('no key to sign an export with')]);
		expect(readdirSync(folder)).toEqual([]);
	});

	it('say what is wrong, and that it is, to a script as well', async () => {
		const id = await idAt(0, 3);
		const directory = tamper((sql) => sql.prepare('DELETE FROM document WHERE id = ?').run(id));
		const found = run('audit', '--data', directory);
		expect(found.status).toBe(1);
		expect(found.stdout).toContain('COMPLETENESS: INCOMPLETE.');
		expect(found.stdout).toContain('number 3 missing');
	});

	it('say where there is nothing to look at', () => {
		expect(run('audit', '--data', tmpdir())).toMatchObject({ status: 2, stdout: '' });
		expect(run('audit', '--export', join(tmpdir(), 'no such file'))).toMatchObject({ status: 2, stdout: '' });
	});
});
