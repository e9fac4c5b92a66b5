/** One part of a multipart body. */
export interface Part {
	/** By name in lower case. */
	readonly headers: ReadonlyMap<string, string>;
	/** Its bytes as they come. To be read, if at all, before the next part is asked for. */
	readonly body: AsyncIterable<Uint8Array>;
}

/** The body does not have the form it claims, or ends too early. */
export class MalformedMultipart extends Error {
	override readonly name = 'MalformedMultipart';
}

const HEADER_BYTES = 16_384;
const PADDING_BYTES = 256;
const LINE_END: Buffer = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');

/** The boundary that a multipart content type names; undefined when it names none. */
export function boundaryOf(contentType: string): string | undefined {
	const boundary = /;\s*boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;,"]{1,200}))\s*(?:;|$)/i.exec(contentType);
	return boundary?.[1] ?? boundary?.[2];
}

/**
 * The parts of a multipart body (RFC 2046) in order, none of them ever whole in memory. Throws MalformedMultipart, also when
 * there is no last boundary: by then parts were given that nobody may count on.
 */
export async function* readParts(bytes: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Part> {
	const delimiter = Buffer.from(`\r\n--${boundary}`);
	const source = bytes[Symbol.asyncIterator]();
	// a boundary begins with the line end before it: the first has none, and that of an empty part ends the headers
	let pending: Buffer = LINE_END;
	let ahead = LINE_END.length;
	let withinPart = true;

	async function more(): Promise<void> {
		const next = await source.next();
		if (next.done) throw new MalformedMultipart('the body ends before its last boundary');
		pending = Buffer.concat([pending, next.value]);
	}

	/** The next bytes of a part; undefined once its boundary was reached. */
	async function next(): Promise<Uint8Array | undefined> {
		while (withinPart) {
			const end = pending.indexOf(delimiter);
			// what could be the beginning of a boundary waits for the rest
			const length = end < 0 ? Math.max(pending.length - delimiter.length + 1, 0) : end;
			const given = pending.subarray(Math.min(ahead, length), length);
			ahead = Math.max(ahead - length, 0);
			pending = pending.subarray(end < 0 ? length : end + delimiter.length);
			if (end >= 0) withinPart = false;
			if (given.length > 0) return given;
			if (withinPart) await more();
		}
		return undefined;
	}

	async function skip(): Promise<void> {
		while ((await next()) !== undefined);
	}

	/** Where `text` is. */
	async function find(text: Buffer, within: number): Promise<number> {
		for (;;) {
			const at = pending.indexOf(text);
			if (at >= 0 && at <= within) return at;
			if (at > within || pending.length > within) throw new MalformedMultipart('the headers of a part have no end');
			await more();
		}
	}

	/** What follows a boundary: the headers of a part, or undefined after the last one. */
	async function headers(): Promise<ReadonlyMap<string, string> | undefined> {
		while (pending.length < 2) await more();
		if (pending.toString('latin1', 0, 2) === '--') return undefined;
		const padding = await find(LINE_END, PADDING_BYTES);
		if (!/^[ \t]*$/.test(pending.toString('latin1', 0, padding))) {
			throw new MalformedMultipart('what begins like a boundary is none');
		}
		const end = await find(HEADERS_END, HEADER_BYTES);
		const fields = parseFields(pending.toString('utf8', padding, end));
		pending = pending.subarray(end + HEADERS_END.length - LINE_END.length);
		return fields;
	}

	const body: AsyncIterable<Uint8Array> = {
		[Symbol.asyncIterator]: () => ({
			async next(): Promise<IteratorResult<Uint8Array, undefined>> {
				const value = await next();
				return value === undefined ? { done: true, value } : { done: false, value };
			}
		})
	};

	try {
		await skip();
		for (let fields = await headers(); fields !== undefined; fields = await headers()) {
			ahead = LINE_END.length;
			withinPart = true;
			yield { headers: fields, body };
			await skip();
		}
	} finally {
		await source.return?.();
	}
}

function parseFields(text: string): Map<string, string> {
	const fields = new Map<string, string>();
	for (const line of text.split('\r\n')) {
		if (line === '') continue;
		const colon = line.indexOf(':');
		if (colon < 1) throw new MalformedMultipart('a header of a part has no name');
		fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
	}
	return fields;
}

/** The file name of a Content-Disposition header, as it stands there. */
export function fileNameOf(disposition: string): string | undefined {
	const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1];
	return quoted?.replaceAll(/\\(.)/g, '$1') ?? /;\s*filename\s*=\s*([^\s;"]+)/i.exec(disposition)?.[1];
}

/** The same, to be written. */
export const quoteFileName = (name: string): string => `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
