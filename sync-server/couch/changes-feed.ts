import { setImmediate } from 'node:timers/promises';
import type { Database } from '../log/database.ts';
import { createWalk, type ChangesQuery, type ChangeText } from './changes-walk.ts';
import type { FeedPlace } from './open-feeds.ts';

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
	/** Where it is one of the live feeds that are counted. */
	readonly place?: FeedPlace | undefined;
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
	readonly rowEnd: (row: ChangeText) => string;
	readonly heartbeat: string;
	readonly close: (lastSeq: string, pending: number) => string;
}

const LIST: Format = {
	open: '{"results":[\n',
	row: ({ text }, first) => (first ? text : `,\n${text}`),
	rowEnd: () => '',
	heartbeat: '\n',
	close: (lastSeq, pending) => `\n],\n"last_seq":"${lastSeq}","pending":${pending}}\n`
};

const FORMATS: Readonly<Record<FeedKind, Format>> = {
	normal: LIST,
	longpoll: LIST,
	continuous: {
		open: '',
		row: ({ text }) => text,
		rowEnd: () => '\n',
		heartbeat: '\n',
		close: (lastSeq, pending) => `{"last_seq":"${lastSeq}","pending":${pending}}\n`
	},
	eventsource: {
		open: '',
		row: ({ text }) => `data: ${text}`,
		rowEnd: ({ seq }) => `\nid: ${seq}\n\n`,
		heartbeat: 'event: heartbeat\ndata: \n\n',
		close: () => ''
	}
};

/**
 * A change feed as bytes. It is made as it is read, so that a client that does not read costs one page of memory, and the
 * first bytes go out at once, so that a waiting client knows that it is heard.
 */
export function openFeed(database: Database, options: FeedOptions): ReadableStream<Uint8Array> {
	const { kind, closing, access, place } = options;
	const silence = options.heartbeat ?? (kind === 'normal' ? Infinity : options.timeout);
	const format = FORMATS[kind];
	const live = kind === 'continuous' || kind === 'eventsource';
	const walk = createWalk(database, options);
	const encoder = new TextEncoder();
	let wake = (): void => {};
	let first = true;
	let cancelled = false;
	let isUnheard = format.open === '';
	/** Of the row that is being sent. */
	let rest: AsyncGenerator<string> | undefined;
	/** When something was last sent: changes that nobody wants here are no sign of life to whoever reads. */
	let spoke = performance.now();

	/** Whoever waits for changes is told to come again; whoever is being told what there is may have all of it. */
	const isClosed = (): boolean =>
		(kind !== 'normal' && closing.aborted) || database.closed || place?.evicted.aborted === true || access.isLost();

	const isSilent = (): boolean => performance.now() - spoke >= silence;

	/** Until something may have changed, or it is time for a heartbeat or for the end. */
	function wait(): Promise<void> {
		return new Promise((resolve) => {
			const ends = [closing, ...(place ? [place.evicted] : [])];
			wake = () => {
				clearTimeout(timer);
				unsubscribe();
				stopWatching();
				for (const end of ends) end.removeEventListener('abort', wake);
				resolve();
			};
			// a timer may go off a little early
			const timer = setTimeout(wake, spoke + silence - performance.now() + 1);
			const unsubscribe = database.subscribe(wake);
			const stopWatching = access.subscribe(wake);
			for (const end of ends) end.addEventListener('abort', wake);
		});
	}

	/** What to send next, and whether it is the last. Waits until there is something. */
	async function next(): Promise<{ readonly text: string; readonly last: boolean }> {
		for (;;) {
			if (isClosed()) {
				// its end would be taken for the end of all changes
				if (kind === 'normal') throw new Error('the changes cannot be read to their end');
				return end(0);
			}
			const rows = walk.next();
			if (rows !== undefined && rows.length > 0) {
				const text = write(rows);
				if (rest) return { text, last: false };
				// what ends with these rows goes out in one piece: many may have been waiting for it
				return !live && walk.ended ? end(walk.pending(), text) : { text, last: false };
			}
			if (rows === undefined && (kind === 'normal' || walk.full || (!live && !first))) return end(walk.pending());
			// a proxy may keep the head of an answer to itself until something of the body follows
			if (rows === undefined && isUnheard && options.heartbeat !== undefined) {
				isUnheard = false;
				return { text: format.heartbeat, last: false };
			}
			if (isSilent() && options.heartbeat !== undefined) return { text: format.heartbeat, last: false };
			if (isSilent() && rows === undefined) return end(walk.pending());
			// a filter that wants little must not keep everybody else waiting
			await (rows === undefined ? wait() : setImmediate());
			if (cancelled) return { text: '', last: true };
		}
	}

	function write(rows: readonly ChangeText[]): string {
		let text = '';
		isUnheard = false;
		for (const row of rows) {
			text += format.row(row, first);
			first = false;
			if (row.rest) rest = restOf(row, row.rest);
			else text += format.rowEnd(row);
		}
		return text;
	}

	async function* restOf(row: ChangeText, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
		yield* pieces;
		yield `}${format.rowEnd(row)}`;
	}

	/** The next piece of the row that is being sent, if there is one. */
	async function nextOfRow(): Promise<string | undefined> {
		const piece = await rest?.next();
		if (piece?.done) rest = undefined;
		return piece?.done ? undefined : piece?.value;
	}

	const end = (pending: number, rows = '') => ({ text: rows + format.close(walk.position(), pending), last: true });

	return new ReadableStream<Uint8Array>({
		start(controller) {
			if (format.open !== '') controller.enqueue(encoder.encode(format.open));
		},
		async pull(controller) {
			try {
				const piece = rest === undefined ? undefined : await nextOfRow();
				const { text, last } = piece === undefined ? await next() : { text: piece, last: false };
				if (cancelled) return;
				spoke = performance.now();
				if (text !== '') controller.enqueue(encoder.encode(text));
				if (last) controller.close();
				if (last) place?.leave();
			} catch (error) {
				place?.leave();
				throw error;
			}
		},
		cancel() {
			cancelled = true;
			place?.leave();
			wake();
			void rest?.return(undefined);
		}
	});
}
