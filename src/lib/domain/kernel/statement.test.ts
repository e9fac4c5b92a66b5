import { describe, expect, test } from 'vitest';
import { verify } from '#adapters/webcrypto/p256.ts';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import { canonicalText, sha256Hex } from '../../../../tests/golden/second-opinion.ts';
import { isEs256Key, isEs256Signature, keyId, type PublicKey } from './signature.ts';
import { MAX_STATEMENT_BYTES, readHead, readReceipt, statementBytes, statementHash, type Head } from './statement.ts';

interface GoldenStatement {
	readonly name: string;
	readonly statement: Head;
	readonly canonical: string;
	readonly hash: string;
	readonly key: PublicKey;
	readonly keyId: string;
	readonly signature: string;
}

const golden = readGolden<readonly GoldenStatement[]>('statements');
const [head] = golden;
const receipt = golden.at(-1);

describe('statements are what their golden file says', () => {
	test.each(golden)('$name', async ({ statement, canonical, hash, key, keyId: id, signature }) => {
		const read = (statement.says as string) === 'head' ? readHead : readReceipt;
		expect(read(statement)).toEqual({ ok: true, value: statement });
		expect(canonicalText(statement)).toBe(canonical);
		expect(new TextDecoder().decode(statementBytes(statement))).toBe(canonical);
		expect(statementHash(statement)).toBe(hash);
		expect(sha256Hex(canonical)).toBe(hash);
		expect(keyId(key)).toBe(id);
		expect(sha256Hex(canonicalText({ alg: key.alg, key: key.key }))).toBe(id);
		expect(statement.key).toBe(id);
		expect(await verify(key, statementBytes(statement), signature)).toBe(true);
	});
});

describe('a statement', () => {
	test('of one kind is none of another', () => {
		expect(readReceipt(head?.statement).ok).toBe(false);
		expect(readHead(receipt?.statement).ok).toBe(false);
	});

	test.each([
		['f', 2],
		['says', 'login'],
		['alg', ''],
		['key', 'short'],
		['server', 'x'],
		['device', '0i0'],
		['epoch', 'q04q'],
		['seq', 0],
		['seq', 2 ** 53],
		['hash', 'A'.repeat(64)],
		['at', '2026-11-20T10:42:00.000Z'],
		['at', '2026-02-30T10:42:00.000+01:00']
	])('with the %s %s is malformed', (member, value) => {
		expect(readHead({ ...head?.statement, [member]: value })).toMatchObject({
			ok: false,
			error: { reason: `malformed ${member}` }
		});
	});

	test.each([null, undefined, 7, 'head', [], {}])('is not %j', (value) => {
		expect(readHead(value).ok).toBe(false);
	});

	test('holds what a later version adds, up to a size', () => {
		const larger = { ...head?.statement, more: '' };
		const room = MAX_STATEMENT_BYTES - statementBytes(larger).length;
		expect(readHead({ ...larger, more: 'x'.repeat(room) }).ok).toBe(true);
		expect(readHead({ ...larger, more: 'x'.repeat(room + 1) }).ok).toBe(false);
		expect(readHead({ ...larger, more: 1.5 }).ok).toBe(false);
	});
});

describe('ES256 has one writing', () => {
	const { key, signature } = head!;

	test('of a key', () => {
		expect(isEs256Key(key)).toBe(true);
		const last = key.key.at(-1) ?? '';
		const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.replaceAll(
			/[AEIMQUYcgkosw048]/g,
			''
		);
		expect(other).not.toContain(last);
		for (const character of other) expect(isEs256Key({ ...key, key: key.key.slice(0, -1) + character })).toBe(false);
		expect(isEs256Key({ ...key, alg: 'ES384' })).toBe(false);
		expect(isEs256Key({ ...key, key: `${key.key}=` })).toBe(false);
	});

	test('of a signature', () => {
		expect(isEs256Signature(signature)).toBe(true);
		expect(isEs256Signature(`${signature.slice(0, -1)}B`)).toBe(false);
		expect(isEs256Signature(`${signature}A`)).toBe(false);
	});
});
