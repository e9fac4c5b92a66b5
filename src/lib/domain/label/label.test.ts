import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../../tests/support/any-text.ts';
import { codeKind, deviceNumber, inGroups, isCode, mintCode, printCode } from '../kernel/code.ts';
import { MAX_LABEL_LENGTH, parseLabel, shownText } from './label.ts';

const code = mintCode('b', deviceNumber(1), 42);
const ours = { ok: true, value: { code, kind: 'batch' } };
const typeOf = (text: string): string => {
	const read = parseLabel(text);
	return read.ok ? 'ours' : read.error.type;
};

describe('a label of ours', () => {
	test.each([
		['as the QR carries it', code.toUpperCase()],
		['as it is printed beside it', printCode(code)],
		['as it is typed', printCode(code).toLowerCase().replaceAll('-', ' ')],
		['with a line end, as a wedge scanner sends it', `${code}\r\n`],
		['as a link', `HTTPS://FLOOR.EXAMPLE.COM/B/${code.toUpperCase()}`],
		['as a link with a port', `https://10.0.0.7:7350/b/${code}`]
	])('%s', (_name, text) => {
		expect(parseLabel(text)).toEqual(ours);
	});

	test.each(['a', 'b', 'c', 'd', 'f', 'g', 'k', 'm', 'p', 'r', 's', 't'] as const)(
		'of letter %s says what it names',
		(letter) => {
			const other = mintCode(letter, deviceNumber(7), 3);
			expect(parseLabel(other.toUpperCase())).toEqual({ ok: true, value: { code: other, kind: codeKind(other) } });
		}
	);
});

describe('no label', () => {
	test.each(['', ' ', '\r\n', '\t\u00a0'])('nothing at all: %j', (text) => {
		expect(parseLabel(text)).toEqual({ ok: false, error: { type: 'LabelEmpty' } });
	});

	test('more than any label of ours holds', () => {
		expect(typeOf('x'.repeat(MAX_LABEL_LENGTH + 1))).toBe('LabelTooLong');
		expect(typeOf(' '.repeat(MAX_LABEL_LENGTH + 1))).toBe('LabelTooLong');
		expect(typeOf(code + ' '.repeat(MAX_LABEL_LENGTH))).toBe('LabelTooLong');
		expect(typeOf('x'.repeat(MAX_LABEL_LENGTH))).toBe('LabelForeign');
	});

	test.each([
		['a character read wrongly', `${code.slice(0, 9)}${code.endsWith('z') ? 'y' : 'z'}`],
		['two characters exchanged', `${code.slice(0, 7)}${code.charAt(8)}${code.charAt(7)}${code.charAt(9)}`],
		['another type letter', `r${code.slice(1)}`]
	])('damaged: %s', (_name, text) => {
		expect(parseLabel(text)).toEqual({ ok: false, error: { type: 'LabelDamaged', shown: inGroups(text) } });
		expect(parseLabel(`https://h/b/${text}`)).toEqual(parseLabel(text));
	});

	test('damaged: shown as labels print codes', () => {
		expect(parseLabel(' b7k0 0000aa')).toEqual({ ok: false, error: { type: 'LabelDamaged', shown: 'B7K0-0000-AA' } });
	});

	test('newer: a sound code of a kind that this version does not know', () => {
		const codes = [...'0123456789abcdefghjkmnpqrstvwxyz'].map((last) => `w${code.slice(1, 9)}${last}`);
		expect(codes.map(typeOf).sort().slice(-2)).toEqual(['LabelDamaged', 'LabelNewer']);
	});

	test.each([
		['an article number', '4006381333931'],
		['a web address', 'https://example.com/'],
		['a link without encryption', `http://h/b/${code}`],
		['a link to something else', `https://h/r/${code}`],
		['a link with a query', `https://h/b/${code}?x=1`],
		['a link with a fragment', `https://h/b/${code}#x`],
		['a link that goes on', `https://h/b/${code}/x`],
		['a link with a user name', `https://user@h/b/${code}`],
		['a link with a path before', `https://h/x/b/${code}`],
		['a link with an endless host', `https://${'h'.repeat(65)}/b/${code}`],
		['a link without a host', `https:///b/${code}`],
		['a link with an encoded code', `https://h/b/%62${code.slice(1)}`],
		['a link with a printed code', `https://h/b/${printCode(code)}`],
		['two links', `https://h/b/${code} https://h/b/${code}`],
		['a script address', `javascript:alert(1)//${code}`],
		['a data address', `data:text/html,${code}`],
		['a network login', 'WIFI:T:WPA;S=net;P=secret;;'],
		['a business card', 'BEGIN:VCARD\nN:Doe\nEND:VCARD'],
		['markup', `<img src=x onerror=alert(1)>`],
		['a code in markup', `<b>${code}</b>`],
		['a database command', `'; DROP TABLE batches;--`],
		['a code twice', code + code],
		['a code with something after it', `${code}x`],
		['a code with a control character in it', `${code.slice(0, 5)}\u0000${code.slice(5)}`],
		['a code turned around', `\u202e${code}`],
		['a code with a zero-width space', `${code.slice(0, 5)}\u200b${code.slice(5)}`],
		['full-width letters', code.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))],
		['Cyrillic look-alikes', `\u0432${code.slice(1)}`],
		['digits of another script', code.replaceAll('0', '\u0660')],
		['an underscore for a dash', printCode(code).replaceAll('-', '_')],
		['a number', '1']
	])('foreign: %s', (_name, text) => {
		expect(typeOf(text)).toBe('LabelForeign');
	});
});

describe('foreign text, shown', () => {
	test.each([
		['control characters', 'a\u0000b\u001bc\u007fd', 'a·b·c·d'],
		['line ends', 'a\nb\u2028c\u2029d', 'a·b·c·d'],
		['bidirectional controls', 'a\u202eb\u2066c\u200fd', 'a·b·c·d'],
		['zero-width characters', 'a\u200bb\ufeffc\u00add', 'a·b·c·d'],
		['unassigned and private characters', 'a\ue000b\u0378c', 'a·b·c'],
		['a lone surrogate', 'a\ud800b', 'a\ufffdb']
	])('%s are visible', (_name, text, shown) => {
		expect(shownText(text)).toBe(shown);
	});

	test('is short', () => {
		expect(shownText('x'.repeat(40))).toBe('x'.repeat(40));
		expect(shownText('x'.repeat(41))).toBe(`${'x'.repeat(40)}…`);
	});

	test('is never cut within a character', () => {
		expect(shownText(`${'x'.repeat(39)}${'\ud83d\ude00'.repeat(2)}`).isWellFormed()).toBe(true);
	});

	test('is what the refusal carries, trimmed', () => {
		expect(parseLabel('  <b>\u202e hi\r\n')).toEqual({ ok: false, error: { type: 'LabelForeign', shown: '<b>· hi' } });
	});

	test('whatever the text: harmless, short, and reading it never throws', () => {
		const piece = fc.oneof(
			anyText(),
			fc.constantFrom(
				code,
				'\ud800',
				'\udfff',
				'\u202e',
				'\u0000',
				'<script>',
				'https://h/b/',
				'\ud83d\ude00'.repeat(30)
			)
		);
		fc.assert(
			fc.property(fc.array(piece), (pieces) => {
				const text = pieces.join('');
				const read = parseLabel(text);
				if (read.ok) {
					expect(isCode(read.value.code)).toBe(true);
				} else if ('shown' in read.error) {
					const { shown } = read.error;
					expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
					expect(shown.isWellFormed()).toBe(true);
					expect([...shown].length).toBeLessThanOrEqual(41);
				}
			})
		);
	});
});
