import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '#domain/kernel/result.ts';

/** Deeper than any document of CouchDB's, and not so deep that writing it again, or walking through it, fills the stack. */
const DEEPEST = 1_000;

/** A list of empty lists needs twenty times the memory of its text: this many take some 200 MB. */
const MOST_VALUES = 4_000_000;

/** Bytes of a text that may be a file in base64, which is not looked at byte by byte. */
const LONG_TEXT = 256;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Of a text, which need not be JSON. */
interface Outline {
	/** How many times a name stands before a value. */
	readonly members: number;
	/** No fewer than the text has. */
	readonly values: number;
	readonly depth: number;
}

/** Of a value. */
interface Findings {
	readonly members: number;
	/** Something is named `__proto__`. */
	readonly prototype: boolean;
	/** A number is there beyond which not every integer has a value of its own. */
	readonly vast: boolean;
}

/**
 * The value of a JSON text, or words for why it has none. Only what every reader understands alike has a value: a name that
 * stands twice in one object (however it is escaped), bytes that are no UTF-8, a number that is lost to infinity and the name
 * `__proto__` are refused. Integers beyond 2^53 keep their digits when they are written again (`JSON.rawJSON`).
 *
 * The text is read by one parser alone, V8's. A name that stands twice shows in the count: the text then holds more names
 * than the value.
 *
 * `deepest`: objects and lists in one another; what is to be walked through or written again must not be nested deeper than
 * the stack.
 */
export function parseJson(text: Buffer | string, deepest = DEEPEST): Result<unknown, string> {
	const bytes = typeof text === 'string' ? Buffer.from(text) : text;
	if (!isUtf8(bytes)) return err('invalid UTF-8 JSON');
	const { members, values, depth } = outline(bytes);
	if (depth > deepest) return err(`the JSON is nested deeper than ${deepest}`);
	if (values > MOST_VALUES) return err(`the JSON has more than ${MOST_VALUES} values`);
	const characters = bytes.toString('utf8');
	let value: unknown;
	try {
		value = JSON.parse(characters);
	} catch {
		return err('invalid UTF-8 JSON');
	}
	const found = look(value);
	if (found.prototype) return err('the name __proto__ is not taken');
	if (found.members !== members) return err('a name stands twice in one JSON object');
	return found.vast ? parseVast(characters) : ok(value);
}

function outline(bytes: Buffer): Outline {
	let members = 0;
	let values = 1;
	let depth = 0;
	let deepest = 0;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === QUOTE) at = endOfText(bytes, at);
		else if (byte === COLON) members++;
		else if (byte === COMMA) values++;
		else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
			values++;
			if (++depth > deepest) deepest = depth;
		} else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
	}
	return { members, values, depth: deepest };
}

/** The place of the quote that ends the text begun at `open`, or behind the bytes. */
function endOfText(bytes: Buffer, open: number): number {
	let at = open;
	while (++at < bytes.length && bytes[at] !== QUOTE) {
		if (bytes[at] === BACKSLASH) at++;
		else if (at - open > LONG_TEXT) return endOfLongText(bytes, at);
	}
	return at;
}

/** Goes from quote to quote. `at` is inside the text, and no backslash. */
function endOfLongText(bytes: Buffer, at: number): number {
	for (let end = bytes.indexOf(QUOTE, at); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
		let first = end;
		while (bytes[first - 1] === BACKSLASH) first--;
		if ((end - first) % 2 === 0) return end;
	}
	return bytes.length;
}

function look(value: unknown): Findings {
	const found = { members: 0, prototype: false, vast: false };
	const ahead: object[] = [];
	const see = (one: unknown): void => {
		if (typeof one === 'object' && one !== null) ahead.push(one);
		else if (typeof one === 'number' && (one > Number.MAX_SAFE_INTEGER || one < Number.MIN_SAFE_INTEGER))
			found.vast = true;
	};
	see(value);
	for (let one = ahead.pop(); one !== undefined; one = ahead.pop()) {
		if (Array.isArray(one)) {
			for (const item of one) see(item);
			continue;
		}
		const object = one as Readonly<Record<string, unknown>>;
		for (const name in object) {
			found.members++;
			if (name === '__proto__') found.prototype = true;
			see(object[name]);
		}
	}
	return found;
}

/** What the language has of JSON and its type definitions do not name yet. */
interface SourceAwareJson {
	parse(
		text: string,
		reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown
	): unknown;
	/** Stands for a number; written as `text` is. */
	rawJSON(text: string): object;
}

function parseVast(text: string): Result<unknown, string> {
	const { parse, rawJSON } = JSON as unknown as SourceAwareJson;
	let lost: string | undefined;
	const value = parse(text, (_name, member, { source = '' }) => {
		if (typeof member !== 'number' || Number.isSafeInteger(member)) return member;
		if (!Number.isFinite(member)) lost = source;
		else if (/^-?\d+$/.test(source) && BigInt(member) !== BigInt(source)) return rawJSON(source);
		return member;
	});
	return lost === undefined ? ok(value) : err(`${lost.slice(0, 40)} is beyond what a number can be`);
}
