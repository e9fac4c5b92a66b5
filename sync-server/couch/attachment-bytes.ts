import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { StoredAttachment } from '../log/attachments.ts';
import type { Reading } from '../log/contents.ts';

/**
 * The bytes of an attachment as they are kept, all or from one place up to another; or all without their encoding. Closes
 * `reading` at the end, and when it is left.
 */
export async function* attachmentBytes(
	reading: Reading,
	{ encoding }: Pick<StoredAttachment, 'encoding'>,
	decoded: boolean,
	from?: number,
	to?: number
): AsyncGenerator<Uint8Array> {
	try {
		if (decoded && encoding === 'gzip') yield* inflated(reading.parts());
		else yield* reading.parts(from, to);
	} finally {
		reading.close();
	}
}

async function* inflated(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const source = Readable.from(parts, { objectMode: true });
	const gunzip = createGunzip();
	source.on('error', (error) => gunzip.destroy(error));
	try {
		yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
	} finally {
		source.destroy();
		gunzip.destroy();
	}
}

/** Base64 of bytes that come in parts of any size. */
export async function* base64(parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	let left: Uint8Array = Buffer.alloc(0);
	for await (const part of parts) {
		const bytes = left.byteLength === 0 ? part : Buffer.concat([left, part]);
		const whole = bytes.byteLength - (bytes.byteLength % 3);
		if (whole > 0) yield asBuffer(bytes).toString('base64', 0, whole);
		left = bytes.subarray(whole);
	}
	if (left.byteLength > 0) yield asBuffer(left).toString('base64');
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
