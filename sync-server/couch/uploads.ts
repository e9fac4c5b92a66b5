import { createGunzip } from 'node:zlib';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { takeRoom } from '../http/body-budget.ts';
import { badRequest, tooBusy, type Problem } from '../http/problem.ts';
import type { NewAttachment } from '../log/attachments.ts';
import type { Receipt } from '../log/contents.ts';
import { attachmentTooLarge, digestMismatch, type FollowingAttachment } from './attachment-members.ts';
import type { DatabaseExchange } from './exchange.ts';

/** What one request brings of attachments, as bytes. */
export interface Uploads {
	/**
	 * Takes in the bytes of one attachment as they come: what is large is on the disk when this resolves, and nothing refers to
	 * it yet. Refuses what is not as it was announced.
	 */
	receive(
		announced: FollowingAttachment & Pick<NewAttachment, 'type'>,
		bytes: AsyncIterable<Uint8Array>
	): Promise<Result<NewAttachment, Problem>>;
	/** Call once the document is stored, or is not going to be. */
	release(): void;
}

/** Bytes of the one that is being received, which are not on the disk yet. */
const ON_THE_WAY = 2 ** 20;

/** What the small ones of one request may take of the memory together, in bytes. */
const IN_MEMORY = 8 * 2 ** 20;

export function createUploads({ request, database, limits }: DatabaseExchange): Uploads {
	const receipts: Receipt[] = [];
	let inMemory = 0;

	return {
		async receive({ name, type, revpos, encoding, size: expected, digest }, bytes) {
			if (receipts.length === 0 && !takeRoom(request, ON_THE_WAY)) return err(tooBusy);
			const receipt = database.receiveContent();
			receipts.push(receipt);
			const inflated = encoding === 'gzip' ? createInflatedLength(limits.attachmentBytes) : undefined;
			let size = 0;
			try {
				for await (const part of bytes) {
					size += part.byteLength;
					if (size > limits.attachmentBytes) return err(attachmentTooLarge(name, limits));
					if (expected !== undefined && size > expected) return err(longer(name));
					await receipt.write(part);
					const length = await inflated?.write(part);
					if (length === 'malformed') return err(notGzip(name));
					if (length === 'too long') return err(attachmentTooLarge(name, limits));
				}
				if (expected !== undefined && size < expected) return err(badRequest(`${name} is shorter than expected`));
				const length = inflated === undefined ? size : await inflated.end();
				if (length === undefined) return err(notGzip(name));
				const content = await receipt.finish(inMemory + size > IN_MEMORY || !takeRoom(request, size));
				if (content.bytes !== undefined) inMemory += size;
				if (digest !== undefined && digest !== content.digest) return err(digestMismatch(name));
				return ok({ name, type, revpos, length, encoding, content });
			} finally {
				inflated?.close();
			}
		},
		release() {
			for (const receipt of receipts) receipt.release();
		}
	};
}

const longer = (name: string): Problem => badRequest(`${name} is longer than expected`);
const notGzip = (name: string): Problem => badRequest(`${name} is not gzip`);

/** Counts what gzip inflates to, and keeps nothing of it. */
function createInflatedLength(most: number) {
	const gunzip = createGunzip();
	let length = 0;
	let trouble: 'malformed' | 'too long' | undefined;
	gunzip.on('data', (part: Buffer) => {
		length += part.length;
		if (length > most) {
			trouble ??= 'too long';
			gunzip.destroy();
		}
	});
	gunzip.on('error', () => (trouble ??= 'malformed'));
	const settled = (act: (done: () => void) => void): Promise<void> =>
		new Promise((resolve) => {
			gunzip.once('close', resolve);
			act(() => {
				gunzip.off('close', resolve);
				resolve();
			});
		});
	return {
		/** What is wrong, if something is. */
		async write(part: Uint8Array): Promise<'malformed' | 'too long' | undefined> {
			if (trouble === undefined) await settled((done) => gunzip.write(part, done));
			return trouble;
		},
		/** Bytes; undefined when it was no gzip, or not all of it. */
		async end(): Promise<number | undefined> {
			if (trouble === undefined) {
				await settled((done) => {
					gunzip.once('end', done);
					gunzip.end();
				});
			}
			return trouble === undefined ? length : undefined;
		},
		close: () => void gunzip.destroy()
	};
}
