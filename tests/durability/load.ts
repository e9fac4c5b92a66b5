import { createHash } from 'node:crypto';
import type { EventWriter } from '../support/device-events.ts';
import type { SiteClient } from './site-client.ts';

/** What writers sent in one round, and what of it the server acknowledged. */
export interface Ledger {
	/** Events, by id: their revisions. */
	readonly events: Map<string, string>;
	/** Chunks of notes: each is one request, to be there whole or not at all. */
	readonly chunks: { readonly ids: readonly string[]; acknowledged: boolean }[];
	/** Documents that were edited again and again: the last revision that was acknowledged. */
	readonly edited: Map<string, string>;
	/** Local documents: the last number that was acknowledged, and the last one that was sent. */
	readonly locals: Map<string, { acknowledged: number; sent: number }>;
	/** Attachments that were acknowledged, by their document: SHA-256. */
	readonly attachments: Map<string, string>;
}

export const newLedger = (): Ledger => ({
	events: new Map(),
	chunks: [],
	edited: new Map(),
	locals: new Map(),
	attachments: new Map()
});

/** The one revision of documents that come with it. */
export const NOTE_REVISION = `1-${'a'.repeat(32)}`;

const LARGEST_CHUNK = 60;
const LARGEST_PUSH = 300;
const LARGEST_ATTACHMENT = 400_000;

export interface LoadOptions {
	readonly client: SiteClient;
	readonly device: { readonly authorization: string; readonly events: EventWriter };
	/** Events that were sent in rounds before and not acknowledged: sent again first, as an outbox does. */
	readonly outbox: Map<string, object>;
	/** Names what this round writes. */
	readonly round: string;
	readonly below: (limit: number) => number;
	readonly withAttachments: boolean;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writers beside each other, each until the server is gone: then its promise rejects. `ledger` grows as they go. */
export function startLoad(options: LoadOptions, ledger: Ledger): Promise<never>[] {
	const { client, device, outbox, round, below } = options;

	async function pushEvents(): Promise<never> {
		for (;;) {
			const made = Array.from({ length: 1 + below(LARGEST_CHUNK) }, () => device.events.next());
			for (const event of made) outbox.set(event._id, event);
			const docs = [...outbox.values()].slice(0, LARGEST_PUSH) as { _id: string; _rev: string }[];
			const body = { docs, new_edits: false };
			const rows = (await client.send(
				'POST',
				'/couchdb/floorbook/_bulk_docs',
				body,
				device.authorization
			)) as unknown[];
			if (rows.length > 0) throw new Error(`events were refused: ${JSON.stringify(rows).slice(0, 300)}`);
			for (const { _id, _rev } of docs) {
				ledger.events.set(_id, _rev);
				outbox.delete(_id);
			}
		}
	}

	async function pushNotes(writer: string): Promise<never> {
		for (let count = 0; ; count++) {
			const docs = Array.from({ length: 1 + below(LARGEST_CHUNK) }, (_, index) => ({
				_id: `${round}-${writer}-${count}-${index}`,
				_rev: NOTE_REVISION,
				text: 'x'.repeat(below(400))
			}));
			const chunk = { ids: docs.map(({ _id }) => _id), acknowledged: false };
			ledger.chunks.push(chunk);
			await client.send('POST', '/couchdb/notes/_bulk_docs', { docs, new_edits: false });
			chunk.acknowledged = true;
		}
	}

	async function editNote(id: string): Promise<never> {
		for (let v = 0; ; v++) {
			const before = ledger.edited.get(id);
			const { rev } = (await client.send('PUT', `/couchdb/notes/${id}`, { v, ...(before && { _rev: before }) })) as {
				rev: string;
			};
			ledger.edited.set(id, rev);
		}
	}

	async function keepPlace(id: string): Promise<never> {
		const place = { acknowledged: 0, sent: 0 };
		ledger.locals.set(id, place);
		for (;;) {
			place.sent++;
			await client.send('PUT', `/couchdb/notes/_local/${id}`, { n: place.sent });
			place.acknowledged = place.sent;
		}
	}

	async function attach(writer: string): Promise<never> {
		for (let count = 0; ; count++) {
			const id = `${round}-${writer}-${count}`;
			const bytes = new Uint8Array(1 + below(LARGEST_ATTACHMENT)).fill(below(256));
			bytes.set([below(256), below(256)].slice(0, bytes.length));
			await client.sendBytes(`/couchdb/notes/${id}/file`, bytes);
			ledger.attachments.set(id, sha256(bytes));
		}
	}

	return [
		pushEvents(),
		pushNotes('a'),
		pushNotes('b'),
		editNote(`${round}-edited-1`),
		editNote(`${round}-edited-2`),
		keepPlace(`${round}-place`),
		...(options.withAttachments ? [attach('c')] : [])
	];
}
