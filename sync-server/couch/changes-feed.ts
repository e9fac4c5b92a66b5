import { setImmediate } from 'node:timers/promises';
import type { Database } from '../log/database.ts';
import { createWalk, type ChangesQuery, type ChangeText } from './changes-walk.ts';

export type FeedKind = 'normal' | 'longpoll' | 'continuous' | 'eventsource';

export interface FeedOptions extends ChangesQuery {
	readonly kind: FeedKind;
	/** Milliseconds between signs of life; it switches the timeout off. */
	readonly heartbeat?: number;
	/** Milliseconds to wait for a change before the feed ends. */
	readonly timeout: number;
	/** Aborted when the server stops. */
	readonly closing: AbortSignal;
	readonly access: Access;
}

/** A feed may be open for days: whether whoever reads it still may. */
export interface Access {
	isLost(): boolean;
	/** Calls `listener` when it may have been lost. Returns the stop. */
	subscribe(listener: () => void): () => void;
}

interface Format {
	readonly open: string;
	readonly row: (row: ChangeText, first: boolean) => string;
	readonly heartbeat: string;
	readonly close: (lastSeq: string, pending: number) => string;
}

const LIST: Format = {
	open: '{"results":[\n',
	row: ({ text }, first) => (first ? text : `,\n${text}`),
	heartbeat: '\n',
	close: (lastSeq, pending) => `\n],\n"last_seq":"${lastSeq}","pending":${pending}}\n`
};

const FORMATS: Readonly<Record<FeedKind, Format>> = {
	normal: LIST,
	longpoll: LIST,
	continuous: {
		open: '',
		row: ({ text }) => `${text}\n`,
		heartbeat: '\n',
		close: (lastSeq, pending) => `{"last_seq":"${lastSeq}","pending":${pending}}\n`
	},
	eventsource: {
		open: '',
		row: ({ text, seq }) => `data: ${text}\nid: ${seq}\n\n`,
		heartbeat: 'event: heartbeat\ndata: \n\n',
		close: () => ''
	}
};

/**
 * A change feed as bytes. It is made as it is read, so that a client that does not read costs one page of memory, and the
 * first bytes go out at once, so that a waiting client knows that it is heard.
 */
export function openFeed(database: Database, options: FeedOptions): ReadableStream<Uint8Array> {
	const { kind, closing, access } = options;
	const format = FORMATS[kind];
	const live = kind === 'continuous' || kind === 'eventsource';
	const walk = createWalk(database, options);
	const encoder = new TextEncoder();
	let wake = (): void => {};
	let first = true;
	let cancelled = false;

	const isClosed = (): boolean => closing.aborted || database.closed || access.isLost();

	/** Whether something may have changed before it was time for a heartbeat or for the end. */
	function wait(): Promise<boolean> {
		return new Promise((resolve) => {
			const finish = (changed: boolean): void => {
				clearTimeout(timer);
				unsubscribe();
				stopWatching();
				closing.removeEventListener('abort', wake);
				resolve(changed);
			};
			wake = () => finish(true);
			const timer = setTimeout(() => finish(false), options.heartbeat ?? options.timeout);
			const unsubscribe = database.subscribe(wake);
			const stopWatching = access.subscribe(wake);
			closing.addEventListener('abort', wake);
		});
	}

	/** What to send next, and whether it is the last. Waits until there is something. */
	async function next(): Promise<{ readonly text: string; readonly last: boolean }> {
		for (;;) {
			if (isClosed()) return end(0);
			const rows = walk.next();
			if (rows !== undefined && rows.length > 0) return { text: write(rows), last: false };
			if (rows !== undefined) {
				// a filter that wants little must not keep everybody else waiting
				await setImmediate();
				continue;
			}
			if (kind === 'normal' || walk.full || (!live && !first)) return end(walk.pending());
			const changed = await wait();
			if (cancelled) return { text: '', last: true };
			if (changed) continue;
			return options.heartbeat === undefined ? end(walk.pending()) : { text: format.heartbeat, last: false };
		}
	}

	function write(rows: readonly ChangeText[]): string {
		let text = '';
		for (const row of rows) {
			text += format.row(row, first);
			first = false;
		}
		return text;
	}

	const end = (pending: number) => ({ text: format.close(walk.position(), pending), last: true });

	return new ReadableStream<Uint8Array>({
		start(controller) {
			if (format.open !== '') controller.enqueue(encoder.encode(format.open));
		},
		async pull(controller) {
			const { text, last } = await next();
			if (cancelled) return;
			if (text !== '') controller.enqueue(encoder.encode(text));
			if (last) controller.close();
		},
		cancel() {
			cancelled = true;
			wake();
		}
	});
}
