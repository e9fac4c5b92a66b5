import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import { base32OfHex, canonicalText, sha256Hex } from '../../../../tests/golden/second-opinion.ts';
import { anyText } from '../../../../tests/support/any-text.ts';
import {
	isPersonalId,
	MAX_PERSONAL_LENGTH,
	personalId,
	personalIdsIn,
	personalRef,
	readPersonal,
	sealPersonal,
	type PersonalText
} from './personal.ts';

const golden = readGolden<readonly PersonalText[]>('personal');
const SALT = '0123456789abcdefghjkmnpqrs';

function sealed(text: string, salt = SALT): PersonalText {
	const made = sealPersonal(text, salt);
	if (!made.ok) throw new Error(made.error.reason);
	return made.value;
}

describe('personal texts are what their golden file says', () => {
	test.each(golden)('$_id', (document) => {
		const hash = sha256Hex(canonicalText({ personal: 1, salt: document.salt, text: document.text }));
		expect(document._id).toBe(`personal:${base32OfHex(hash, 26)}`);
		expect(document._rev).toBe(`1-${hash.slice(0, 32)}`);
		expect(sealed(document.text, document.salt)).toEqual(document);
		expect(readPersonal(document)).toEqual({ ok: true, value: document });
	});
});

describe('a personal text', () => {
	test('reads back, and is named by its id', () => {
		fc.assert(
			fc.property(anyText(500), (text) => {
				const document = sealed(text);
				expect(readPersonal(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, value: document });
				expect(personalId(personalRef(document))).toBe(document._id);
				expect(isPersonalId(document._id)).toBe(true);
			})
		);
	});

	test('has another name under another salt, so that an erased one is not guessed back', () => {
		expect(sealed('Ada', 'a'.repeat(26))._id).not.toBe(sealed('Ada', 'b'.repeat(26))._id);
	});

	test('is refused when it is too long or no text at all', () => {
		expect(sealPersonal('x'.repeat(MAX_PERSONAL_LENGTH), SALT).ok).toBe(true);
		expect(sealPersonal('x'.repeat(MAX_PERSONAL_LENGTH + 1), SALT).ok).toBe(false);
		expect(sealPersonal('a\ud800', SALT).ok).toBe(false);
	});

	test.each([
		['another text', { text: 'Grace' }],
		['another salt', { salt: 'z'.repeat(26) }],
		['another id', { _id: `personal:${'0'.repeat(26)}` }],
		['another revision', { _rev: `1-${'0'.repeat(32)}` }],
		['a second revision', { _rev: `2-${'0'.repeat(32)}` }],
		['no salt', { salt: undefined }],
		['a short salt', { salt: 'abc' }],
		['a text that is a number', { text: 1 }],
		['another mark', { personal: 2 }],
		['a member more', { note: 'x' }],
		['a deletion', { _deleted: true }]
	])('is not read with %s', (_name, change) => {
		expect(readPersonal({ ...sealed('Ada'), ...change }).ok).toBe(false);
	});

	test.each([null, undefined, 1, 'personal:x', [], {}])('is not read from %j', (document) => {
		expect(readPersonal(document).ok).toBe(false);
	});
});

describe('the personal texts that data names', () => {
	const ref = personalRef(sealed('Ada'));
	const other = personalRef(sealed('Grace'));

	test('are found wherever they stand', () => {
		const data = { id: 'p1', changes: { name: ref, notes: [{ deep: { text: other } }, null, 1, 'x'] } };
		expect(personalIdsIn(data)).toEqual([personalId(ref), personalId(other)]);
	});

	test.each([null, undefined, 'personal:x', 7, {}, { personal: 'short' }, { ...ref, more: 1 }, { text: ref.personal }])(
		'are none in %j',
		(data) => {
			expect(personalIdsIn(data)).toEqual([]);
		}
	);
});
