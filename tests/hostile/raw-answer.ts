import { gunzipSync } from 'node:zlib';

export interface RawAnswer {
	readonly status: number;
	readonly fields: ReadonlyMap<string, string>;
	/** Undefined while it has not come whole. */
	readonly body: Buffer | undefined;
}

/**
 * The first final answer in what a server sent over a connection; undefined while its head has not come. Throws an Error when
 * that is no HTTP. `isHead`: it answers a HEAD. `ended`: nothing more comes.
 */
export function readAnswer(received: Buffer, isHead: boolean, ended: boolean): RawAnswer | undefined {
	const end = received.indexOf('\r\n\r\n');
	if (end < 0) return undefined;
	const [line = '', ...rest] = received.subarray(0, end).toString('latin1').split('\r\n');
	const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(`${line} `)?.[1]);
	if (!status) throw new Error(`no status line: ${line.slice(0, 80)}`);
	const after = received.subarray(end + 4);
	if (status < 200) return readAnswer(after, isHead, ended);
	const fields = new Map(
		rest.map((field) => {
			const colon = field.indexOf(':');
			return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
		})
	);
	const raw = isHead || status === 304 || status === 204 ? Buffer.alloc(0) : bodyOf(after, fields, ended);
	const isGzip = raw !== undefined && raw.length > 0 && fields.get('content-encoding') === 'gzip';
	return { status, fields, body: isGzip ? gunzipSync(raw) : raw };
}

function bodyOf(bytes: Buffer, fields: ReadonlyMap<string, string>, ended: boolean): Buffer | undefined {
	if (fields.get('transfer-encoding') === 'chunked') return unchunked(bytes);
	const length = fields.get('content-length');
	if (length === undefined) return ended ? bytes : undefined;
	return bytes.length >= Number(length) ? bytes.subarray(0, Number(length)) : undefined;
}

function unchunked(bytes: Buffer): Buffer | undefined {
	const chunks: Buffer[] = [];
	for (let at = 0; ;) {
		const end = bytes.indexOf('\r\n', at);
		if (end < 0) return undefined;
		const size = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16);
		if (Number.isNaN(size)) throw new Error('no chunk size');
		if (size === 0) return Buffer.concat(chunks);
		if (bytes.length < end + 2 + size + 2) return undefined;
		chunks.push(bytes.subarray(end + 2, end + 2 + size));
		at = end + 2 + size + 2;
	}
}
