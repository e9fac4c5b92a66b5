import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json-text.ts';

/** A JSON text that says the same in another way: characters escaped, white space between. */
function inOtherWords(value: unknown, escapes: readonly boolean[]): string {
	let next = 0;
	const isEscaped = (): boolean => escapes[next++ % escapes.length] ?? false;
	const quote = (text: string): string =>
		`"${Array.from({ length: text.length }, (_, index) => {
			const code = text.charCodeAt(index);
			return isEscaped() ? `\\u${code.toString(16).padStart(4, '0')}` : JSON.stringify(text.charAt(index)).slice(1, -1);
		}).join('')}"`;
	const write = (one: unknown): string => {
		if (typeof one === 'string') return quote(one);
		if (Array.isArray(one)) return `[ ${one.map(write).join(' ,\n')} ]`;
		if (typeof one !== 'object' || one === null) return JSON.stringify(one);
		return `{\t${Object.entries(one)
			.map(([name, member]) => `${quote(name)} : ${write(member)}`)
			.join(' , ')}\r\n}`;
	};
	return write(value);
}

const wellFormed = fc.string({ unit: 'grapheme' });
const json = fc.jsonValue({ stringUnit: 'grapheme' }).filter((value) => !JSON.stringify(value).includes('__proto__'));
const escapes = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });

describe('JSON text', () => {
	it('has the value that JSON.parse gives it, however it is written', () => {
		fc.assert(
			fc.property(json, escapes, (value, escaped) => {
				const text = inOtherWords(value, escaped);
				const read = parseJson(text);
				// as text, since a number beyond 2^53 is kept as its digits
				expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(text)));
			})
		);
	});

	it('has the same where texts are too long to be looked at byte by byte', () => {
		const part = fc.constantFrom('a'.repeat(300), '"', '\\', '\\\\', ':', ',', '{', '[');
		const long = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
		fc.assert(
			fc.property(long, long, (name, text) => {
				const value = { [name]: text, inner: [{ [text]: name }, text] };
				expect(parseJson(JSON.stringify(value))).toEqual({ ok: true, value });
			})
		);
	});

	it('has none when a name stands twice in one object, at any depth and however it is escaped', () => {
		fc.assert(
			fc.property(json, json, json, wellFormed, escapes, fc.nat(5), (before, one, other, name, escaped, depth) => {
				fc.pre(name !== '__proto__');
				const [first, second] = [
					inOtherWords(name, escaped),
					inOtherWords(
						name,
						escaped.map((is) => !is)
					)
				];
				const twice = `{${first}:${JSON.stringify(one)},"x${depth}":${JSON.stringify(before)},${second}:${JSON.stringify(other)}}`;
				fc.pre(name !== `x${depth}`);
				const text = `${'[{"in":'.repeat(depth)}${twice}${'}]'.repeat(depth)}`;
				expect(() => JSON.parse(text) as unknown).not.toThrow();
				expect(parseJson(text)).toEqual({ ok: false, error: 'a name stands twice in one JSON object' });
			})
		);
	});

	it('has none, or the one JSON.parse gives, whatever bytes it is', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), json, fc.nat(), (noise, value, place) => {
				const text = Buffer.from(JSON.stringify(value));
				const at = place % (text.length + 1);
				const bytes = Buffer.concat([text.subarray(0, at), noise.subarray(0, place % 3), text.subarray(at)]);
				const read = parseJson(bytes);
				if (read.ok) expect(JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(bytes.toString('utf8'))));
			})
		);
	});

	it.each([
		['{"_id":"a","\\u005fid":"b"}', 'a name stands twice in one JSON object'],
		['{"a":{"b":1,"\\u0062":1}}', 'a name stands twice in one JSON object'],
		['{"1":1,"a":2,"1":3}', 'a name stands twice in one JSON object'],
		['{"__proto__":{"admin":true}}', 'the name __proto__ is not taken'],
		['{"a":{"\\u005f_proto__":1}}', 'the name __proto__ is not taken'],
		['[1e400]', '1e400 is beyond what a number can be'],
		['-1e999', '-1e999 is beyond what a number can be'],
		['{"a":NaN}', 'invalid UTF-8 JSON'],
		['{"a":1,}', 'invalid UTF-8 JSON'],
		['', 'invalid UTF-8 JSON'],
		['\ufeff{}', 'invalid UTF-8 JSON'],
		['['.repeat(100_000), 'the JSON is nested deeper than 1000'],
		['{"a":'.repeat(1_001) + '1' + '}'.repeat(1_001), 'the JSON is nested deeper than 1000'],
		[`[${'[],'.repeat(4_000_000)}[]]`, 'the JSON has more than 4000000 values']
	])('has none: %.60j', (text, error) => {
		expect(parseJson(text)).toEqual({ ok: false, error });
	});

	it('has none when its bytes are no UTF-8', () => {
		for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
			expect(parseJson(Buffer.from([0x22, ...bytes, 0x22]))).toEqual({ ok: false, error: 'invalid UTF-8 JSON' });
		}
	});

	it('may be as deep as it is asked to be, deeper than the stack', () => {
		const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
		expect(parseJson(text, Infinity).ok).toBe(true);
		expect(parseJson(`{"a":${text},"a":1}`, Infinity).ok).toBe(false);
	});

	it.each([
		'9007199254740993',
		'-9007199254740993',
		'{"id":12345678901234567890,"list":[18446744073709551615]}',
		'[9007199254740991,9007199254740992,0,-1,1.5,1e+300]'
	])('keeps the digits of %s when it is written again', (text) => {
		const read = parseJson(text);
		expect(read.ok && JSON.stringify(read.value)).toBe(text);
	});

	it('keeps half of a surrogate pair apart: whether a document may hold it is not for here', () => {
		expect(parseJson('"\\ud800"')).toEqual({ ok: true, value: '\ud800' });
	});
});
