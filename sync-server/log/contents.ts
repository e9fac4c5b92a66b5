import { createHash, type Hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { gatherBytes } from '../gathered-bytes.ts';
import type { WriteQueue } from './write-queue.ts';

/** What an attachment holds, as it came. */
export interface Content {
	/** Names it here: two contents can be made that share an MD5. Hexadecimal. */
	readonly sha256: string;
	/** `md5-<base64>`, as clients know it. */
	readonly digest: string;
	/** Bytes. */
	readonly size: number;
	/** To be stored by the edit that refers to it; undefined when it is on disk already. */
	readonly bytes?: Uint8Array;
}

/** A content that is being received. Nothing refers to it yet, and it is gone when nothing does. */
export interface Receipt {
	/** Resolves when more may be written: what is large lies on disk by then. */
	write(bytes: Uint8Array): Promise<void>;
	/** With `toDisk`, what is small does not wait in memory either. */
	finish(toDisk?: boolean): Promise<Content>;
	/** Call once, whether or not an edit refers to the content by now. */
	release(): void;
}

/** A content that is being read, and stays readable until it is closed. */
export interface Reading {
	/** The bytes from one place up to another, in parts that are each a multiple of three bytes long, but for the last. */
	parts(from?: number, to?: number): Generator<Uint8Array>;
	close(): void;
}

/** Bytes a row: a multiple of three, so that each part becomes base64 by itself. */
const PART = 3 * 65_536;

/** Bytes that go in one transaction: what is removed is overwritten. */
const REMOVED_TOGETHER = 20 * PART;

/** The least that a content counts of these. */
const LEAST_REMOVED = 4_096;

/** Up to so many bytes wait in memory for the edit that refers to them, and share its flush of the disk. */
const IN_MEMORY = 4 * PART;

/** The contents of one database's attachments, each stored once. */
export function createContents(sql: DatabaseSync, queue: Pick<WriteQueue, 'write'>) {
	const find = sql.prepare('SELECT number FROM content WHERE sha256 = ?');
	const insert = sql.prepare('INSERT INTO content (sha256, digest, size) VALUES (?, ?, ?)');
	const complete = sql.prepare('UPDATE content SET sha256 = ?, digest = ?, size = ? WHERE number = ?');
	const insertPart = sql.prepare('INSERT INTO content_part (content, place, bytes) VALUES (?, ?, ?)');
	const selectPart = sql.prepare('SELECT bytes FROM content_part WHERE content = ? AND place = ?');
	const removeParts = sql.prepare(
		`DELETE FROM content_part WHERE rowid IN (SELECT rowid FROM content_part WHERE content = ? LIMIT ?)
		RETURNING length(bytes) AS size`
	);
	const remove = sql.prepare('DELETE FROM content WHERE number = ?');
	const isReferred = sql.prepare('SELECT 1 FROM attachment WHERE content = ? LIMIT 1');
	const sum = sql.prepare('SELECT coalesce(sum(size), 0) AS bytes FROM content');
	/** How often each content is held by somebody who reads it, or is about to refer to it. */
	const held = new Map<number, number>();
	let bytes: number | undefined;
	/** Contents that nothing refers to, and that others got their turn before. */
	const doomed = new Set<number>();
	let room = REMOVED_TOGETHER;
	let isSweeping = false;

	// what a stop has left half received; on a disk that is full a later start clears it away
	const unreferred = sql
		.prepare('SELECT number FROM content WHERE NOT EXISTS (SELECT 1 FROM attachment WHERE content = number)')
		.all() as { number: number }[];
	if (unreferred.length > 0) {
		queue.write(() => unreferred.forEach(({ number }) => collect(number))).catch(() => undefined);
	}

	function hold(number: number): void {
		held.set(number, (held.get(number) ?? 0) + 1);
	}

	function letGo(number: number): void {
		const left = (held.get(number) ?? 1) - 1;
		if (left > 0) return void held.set(number, left);
		held.delete(number);
		// a failure is the disk's: the next start finds what nothing refers to
		if (sql.isOpen && !isReferred.get(number)) queue.write(() => collect(number)).catch(() => undefined);
	}

	/** Drops a content that nothing refers to and nobody holds; what is much by and by, so that others get their turn. In a transaction. */
	function collect(number: number): void {
		if (held.has(number) || isReferred.get(number)) return;
		bytes = undefined;
		const most = Math.ceil(room / PART);
		const removed = most > 0 ? (removeParts.all(number, most) as { size: number }[]) : [];
		const size = removed.reduce((sum, part) => sum + part.size, 0);
		const isWhole = removed.length < most;
		room = Math.max(room - Math.max(size, LEAST_REMOVED), 0);
		if (isWhole) return void remove.run(number);
		complete.run(null, null, 0, number);
		doomed.add(number);
		sweepLater();
	}

	function sweepLater(): void {
		if (isSweeping) return;
		isSweeping = true;
		queue.write(sweep).catch(() => (isSweeping = false));
	}

	function sweep(): void {
		isSweeping = false;
		room = REMOVED_TOGETHER;
		for (const number of doomed) {
			if (room === 0) break;
			doomed.delete(number);
			collect(number);
		}
		if (doomed.size > 0) sweepLater();
	}

	const numberOf = (sha256: string): number | undefined => find.get(sha256)?.['number'] as number | undefined;

	/** The number of `content`, which is stored if it is not here yet. Inside a transaction. */
	function keep({ sha256, digest, size, bytes: whole }: Content): number {
		const known = numberOf(sha256);
		if (known !== undefined) return known;
		if (whole === undefined) throw new Error(`the content ${sha256} is not here any more`);
		const number = Number(insert.run(sha256, digest, size).lastInsertRowid);
		for (let place = 0; place * PART < size; place++) {
			insertPart.run(number, place, whole.subarray(place * PART, (place + 1) * PART));
		}
		bytes = undefined;
		return number;
	}

	function receive(): Receipt {
		const sha256 = createHash('sha256');
		const md5 = createHash('md5');
		let waiting = gatherBytes();
		let size = 0;
		let stored = 0;
		let number: number | undefined;
		let released = false;

		/** Moves what waits to the disk: whole parts, and with `all` the rest. */
		async function store(all: boolean): Promise<number> {
			const whole = waiting.whole();
			const end = all ? whole.length : whole.length - (whole.length % PART);
			const place = stored / PART;
			const begun = number;
			waiting = gatherBytes();
			waiting.add(whole.subarray(end));
			stored += end;
			number = await queue.write(() => {
				const into = begun ?? Number(insert.run(null, null, 0).lastInsertRowid);
				for (let start = 0; start < end; start += PART) {
					insertPart.run(into, place + start / PART, whole.subarray(start, Math.min(start + PART, end)));
				}
				return into;
			});
			if (begun === undefined) hold(number);
			return number;
		}

		return {
			async write(part) {
				sha256.update(part);
				md5.update(part);
				waiting.add(part);
				size += part.byteLength;
				if (size - stored >= IN_MEMORY) await store(false);
			},
			async finish(toDisk = false) {
				const content = { sha256: sha256.digest('hex'), digest: digestOf(md5), size };
				// anew: what came may be a little of something large
				if (number === undefined && !toDisk) return { ...content, bytes: waiting.whole() };
				const received = await store(true);
				let known: number | undefined;
				try {
					number = await queue.write(() => {
						known = numberOf(content.sha256);
						bytes = undefined;
						if (known === undefined) complete.run(content.sha256, content.digest, size, received);
						// from here on it stays, whatever becomes of the revisions that refer to it
						else hold(known);
						return known ?? received;
					});
				} catch (error) {
					if (known !== undefined) letGo(known);
					throw error;
				}
				if (number !== received) letGo(received);
				return content;
			},
			release() {
				if (released) return;
				released = true;
				if (number !== undefined) letGo(number);
			}
		};
	}

	function open(number: number, size: number): Reading {
		hold(number);
		let isOpen = true;
		return {
			*parts(from = 0, to = size) {
				for (let place = Math.floor(from / PART); place * PART < to; place++) {
					const part = isOpen ? (selectPart.get(number, place)?.['bytes'] as Uint8Array | undefined) : undefined;
					if (part === undefined) throw new Error(`part ${place} of the content ${number} is not here any more`);
					yield part.subarray(Math.max(from - place * PART, 0), Math.min(to - place * PART, part.byteLength));
				}
			},
			close() {
				if (isOpen) letGo(number);
				isOpen = false;
			}
		};
	}

	return {
		keep,
		collect,
		receive,
		open,
		/** Bytes of all contents. */
		bytes: (): number => (bytes ??= Number(sum.get()?.['bytes']))
	};
}

export type Contents = ReturnType<typeof createContents>;

/** Content that is here whole. */
export function contentOf(bytes: Uint8Array): Content {
	return {
		sha256: createHash('sha256').update(bytes).digest('hex'),
		digest: digestOf(createHash('md5').update(bytes)),
		size: bytes.byteLength,
		bytes
	};
}

const digestOf = (md5: Hash): string => `md5-${md5.digest('base64')}`;
