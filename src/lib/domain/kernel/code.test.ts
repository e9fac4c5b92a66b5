import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import { base32OfNumber, codeSyndrome } from '../../../../tests/golden/second-opinion.ts';
import { anyText } from '../../../../tests/support/any-text.ts';
import { ALPHABET } from './base32.ts';
import {
	CODE_LETTERS,
	CODES_A_DEVICE,
	codeCounter,
	codeDevice,
	codeKind,
	DEVICE_NUMBERS,
	deviceNumber,
	isCode,
	mintCode,
	parseCode,
	printCode,
	type Code,
	type CodeLetter
} from './code.ts';

const golden = readGolden<{
	readonly minted: readonly {
		readonly letter: CodeLetter;
		readonly kind: string;
		readonly device: number;
		readonly counter: number;
		readonly code: Code;
		readonly print: string;
	}[];
	readonly read: readonly { readonly text: string; readonly code: string }[];
	readonly refused: readonly { readonly text: string; readonly type: string }[];
}>('codes');

describe('codes are what their golden file says', () => {
	test.each(golden.minted)(
		'$code is $kind $counter of device $device',
		({ letter, kind, device, counter, code, print }) => {
			expect(mintCode(letter, deviceNumber(device), counter)).toBe(code);
			expect(printCode(code)).toBe(print);
			expect(codeKind(code)).toBe(kind);
			expect(codeDevice(code)).toBe(deviceNumber(device));
			expect(codeCounter(code)).toBe(counter);
			expect(code.slice(0, 9)).toBe(letter + base32OfNumber(BigInt(device), 3) + base32OfNumber(BigInt(counter), 5));
			expect(codeSyndrome(code)).toBe(0);
		}
	);

	test.each(golden.read)('$text reads as $code', ({ text, code }) => {
		expect(parseCode(text)).toEqual({ ok: true, value: code });
	});

	test.each(golden.refused)('$text: $type', ({ text, type }) => {
		expect(parseCode(text)).toEqual({ ok: false, error: { type } });
	});

	test('and hold every letter', () => {
		expect(new Set(golden.minted.map(({ letter }) => letter))).toEqual(new Set(Object.keys(CODE_LETTERS)));
	});
});

const anyCode = fc
	.tuple(
		fc.constantFrom(...(Object.keys(CODE_LETTERS) as CodeLetter[])),
		fc.nat(DEVICE_NUMBERS - 1),
		fc.nat(CODES_A_DEVICE - 1)
	)
	.map(([letter, device, counter]) => mintCode(letter, deviceNumber(device), counter));

const sample = golden.minted.map(({ code }) => code);

/** Every text that differs from `code` in one character. */
const withOneWrong = (code: string): string[] =>
	[...code].flatMap((right, at) =>
		[...ALPHABET].filter((wrong) => wrong !== right).map((wrong) => code.slice(0, at) + wrong + code.slice(at + 1))
	);

/** Every text in which two different characters changed places. */
function withTwoExchanged(code: string): string[] {
	const texts: string[] = [];
	for (let one = 0; one < code.length; one++) {
		for (let other = one + 1; other < code.length; other++) {
			const characters = [...code];
			[characters[one], characters[other]] = [characters[other] ?? '', characters[one] ?? ''];
			const text = characters.join('');
			if (text !== code) texts.push(text);
		}
	}
	return texts;
}

describe('the check character', () => {
	test.each(sample)('%s: no single wrong character passes', (code) => {
		expect(withOneWrong(code)).toHaveLength(310);
		expect(withOneWrong(code).filter((text) => parseCode(text).ok)).toEqual([]);
	});

	test.each(sample)('%s: no exchange of two characters passes, neighbours or not, type letter included', (code) => {
		expect(withTwoExchanged(code).filter((text) => parseCode(text).ok)).toEqual([]);
	});

	test('catches both in every code', () => {
		fc.assert(
			fc.property(anyCode, fc.nat(309), (code, which) => {
				expect(isCode(withOneWrong(code)[which] ?? '')).toBe(false);
				for (const text of withTwoExchanged(code)) expect(isCode(text)).toBe(false);
			})
		);
	});

	test('is the one that a second implementation of the field finds', () => {
		fc.assert(
			fc.property(anyCode, (code) => {
				expect(codeSyndrome(code)).toBe(0);
			})
		);
	});
});

describe('reading', () => {
	test('what is printed reads back, in either case, with or without groups', () => {
		fc.assert(
			fc.property(anyCode, (code) => {
				for (const text of [code, code.toUpperCase(), printCode(code), printCode(code).toLowerCase()]) {
					expect(parseCode(text)).toEqual({ ok: true, value: code });
				}
			})
		);
	});

	test('O is read as 0, I and L as 1, after the first letter', () => {
		fc.assert(
			fc.property(anyCode, fc.constantFrom('i', 'l', 'I', 'L'), fc.constantFrom('o', 'O'), (code, one, zero) => {
				const typed = code.charAt(0) + code.slice(1).replaceAll('0', zero).replaceAll('1', one);
				expect(parseCode(typed)).toEqual({ ok: true, value: code });
			})
		);
	});

	test('ids are in one writing only', () => {
		fc.assert(
			fc.property(anyCode, (code) => {
				expect(isCode(code)).toBe(true);
				expect(isCode(code.toUpperCase())).toBe(false);
				expect(isCode(printCode(code))).toBe(false);
				expect(isCode(`${code} `)).toBe(false);
			})
		);
	});

	test('whatever is read, it never throws and answers with a code or a reason', () => {
		fc.assert(
			fc.property(anyText(), (text) => {
				const read = parseCode(text);
				expect(read.ok ? isCode(read.value) : ['NotOurs', 'Damaged'].includes(read.error.type)).toBe(true);
			})
		);
	});
});

describe('minting', () => {
	test('two devices never mint the same code, and one never twice', () => {
		const codes = [0, 1, 2].flatMap((device) =>
			Array.from({ length: 500 }, (_, counter) => mintCode('b', deviceNumber(device), counter))
		);
		expect(new Set(codes).size).toBe(1500);
	});

	test('codes of one device sort in the order of their minting', () => {
		fc.assert(
			fc.property(fc.nat(CODES_A_DEVICE - 2), (counter) => {
				const [one, next] = [counter, counter + 1].map((at) => mintCode('b', deviceNumber(1), at));
				expect((one ?? '') < (next ?? '')).toBe(true);
			})
		);
	});

	test.each([-1, CODES_A_DEVICE, Number.NaN])('a counter of %s is a bug', (counter) => {
		expect(() => mintCode('b', deviceNumber(1), counter)).toThrow(RangeError);
	});
});
