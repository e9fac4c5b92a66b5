import { err, ok, type Result } from '#domain/kernel/result.ts';
import { publicKeySchema, type PublicKey } from '#domain/kernel/signature.ts';
import { readReceipt } from '#domain/kernel/statement.ts';
import type { StopSignal } from '#ports/clock.ts';
import type { PeerTrouble } from '#ports/peer.ts';
import type { Confirmation, Witness } from '#ports/witness.ts';
import * as v from 'valibot';
import { exchange, type Answer, type Fetch } from './exchange.ts';

export interface CouchWitnessOptions {
	/** Where the server's own API lives: empty for this origin, or a whole address. */
	readonly base: string;
	readonly fetch: Fetch;
}

/** Milliseconds without a byte after which the line counts as dead. */
const SILENCE = 15_000;

/** What a server answers that has no such endpoint. */
const NO_ENDPOINT: readonly number[] = [404, 405, 501];

/** The sync server's own endpoints beside CouchDB's. A server that is only a CouchDB has none of them. */
export function createCouchWitness({ base, fetch }: CouchWitnessOptions): Witness {
	/** The answer; null where there is no such endpoint. */
	async function ask(
		method: 'GET' | 'POST',
		path: string,
		body: object | undefined,
		signal: StopSignal
	): Promise<Result<Answer | null, PeerTrouble>> {
		const request = { method, url: base + path, silence: SILENCE, ...(body && { body }) };
		const answered = await exchange(fetch, request, signal);
		if (answered.ok) return NO_ENDPOINT.includes(answered.value.status) ? ok(null) : answered;
		// Whatever else serves the app answers a page.
		return answered.error.type === 'Portal' ? ok(null) : answered;
	}

	return {
		async keys(signal) {
			const answered = await ask('GET', '/heads/key', undefined, signal);
			if (!answered.ok) return answered;
			if (answered.value === null) return ok([]);
			if (answered.value.status !== 200) return unexpected(answered.value);
			const { keys } = answered.value.body as { keys?: unknown };
			return areKeys(keys) ? ok(keys) : err({ type: 'Broken', detail: '/heads/key answered no keys' });
		},

		async register(key, signal) {
			const answered = await ask('POST', '/heads/key', { key }, signal);
			if (!answered.ok) return answered;
			if (answered.value === null || answered.value.status === 409) return ok(false);
			return answered.value.status === 201 ? ok(true) : unexpected(answered.value);
		},

		async confirm(statement, signature, signal) {
			const answered = await ask('POST', '/heads', { statement, signature }, signal);
			if (!answered.ok) return answered;
			return answered.value === null ? ok({ type: 'Absent' }) : confirmationOf(answered.value);
		}
	};
}

const areKeys = (value: unknown): value is readonly PublicKey[] =>
	v.is(v.pipe(v.array(publicKeySchema), v.minLength(1), v.maxLength(8)), value);

function confirmationOf(answer: Answer): Result<Confirmation, PeerTrouble> {
	const { receipt, signature, error } = answer.body as Readonly<Record<string, unknown>>;
	if (answer.status === 201) {
		const read = readReceipt(receipt);
		if (!read.ok || typeof signature !== 'string') return err({ type: 'Broken', detail: '/heads answered no receipt' });
		return ok({ type: 'Confirmed', receipt: read.value, signature });
	}
	if (error === 'key_unknown') return ok({ type: 'KeyUnknown' });
	if (error === 'key_other') return ok({ type: 'KeyOther' });
	return answer.status === 409 ? ok({ type: 'NotYet' }) : unexpected(answer);
}

function unexpected({ status, body }: Answer): Result<never, PeerTrouble> {
	const detail = `HTTP ${status}: ${String((body as { reason?: unknown }).reason ?? '')}`;
	if (status === 401 || status === 403) return err({ type: 'SignedOut', detail });
	if (status === 429 || status === 503) return err({ type: 'Busy', detail, retryAfter: null });
	return err({ type: status >= 500 ? 'Unreachable' : 'Broken', detail });
}
