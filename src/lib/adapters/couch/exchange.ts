import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { StopSignal } from '#ports/clock.ts';
import type { PeerTrouble } from '#ports/peer.ts';

/** An answer of the server: JSON, of whatever shape. */
export interface Answer {
	readonly status: number;
	readonly body: unknown;
}

export interface Exchange {
	readonly method: 'GET' | 'POST' | 'PUT';
	readonly url: string;
	readonly body?: object;
	/** Milliseconds without a single byte after which the line counts as dead. */
	readonly silence: number;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * One request and its whole answer. Only JSON counts: a captive portal's page or redirect is told apart from our server being
 * away. A line that falls silent is given up; nothing here waits for ever.
 */
export async function exchange(
	fetch: Fetch,
	{ method, url, body, silence }: Exchange,
	signal: StopSignal
): Promise<Result<Answer, PeerTrouble>> {
	const abort = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const heard = (): void => {
		clearTimeout(timer);
		timer = setTimeout(() => abort.abort(), silence);
	};
	const giveUp = (): void => abort.abort();
	signal.addEventListener('abort', giveUp, { once: true });
	if (signal.aborted) giveUp();
	heard();
	try {
		const response = await fetch(url, {
			method,
			headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}) },
			...(body ? { body: JSON.stringify(body) } : {}),
			credentials: 'same-origin',
			redirect: 'manual',
			cache: 'no-store',
			signal: abort.signal
		});
		if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
			return err({ type: 'Portal', detail: 'redirected' });
		}
		if (response.status === 511) return err({ type: 'Portal', detail: 'the network asks for a login' });
		const text = await readAll(response, heard);
		const parsed = isJson(response) ? parse(text) : undefined;
		if (parsed !== undefined) return ok({ status: response.status, body: parsed });
		if (response.status >= 500) return err({ type: 'Unreachable', detail: `HTTP ${response.status}` });
		return err({ type: 'Portal', detail: `an answer of type ${response.headers.get('Content-Type') ?? 'none'}` });
	} catch (error) {
		return err({ type: 'Unreachable', detail: error instanceof Error ? error.message : String(error) });
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', giveUp);
	}
}

const isJson = (response: Response): boolean => /^application\/json\b/.test(response.headers.get('Content-Type') ?? '');

/** Undefined for what is no JSON; JSON's own `null` is no answer of this protocol either. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text) ?? undefined;
	} catch {
		return undefined;
	}
}

async function readAll(response: Response, heard: () => void): Promise<string> {
	if (response.body === null) return '';
	const decoder = new TextDecoder();
	const reader = response.body.getReader();
	let text = '';
	for (;;) {
		const { done, value } = await reader.read();
		heard();
		if (done) return text + decoder.decode();
		text += decoder.decode(value, { stream: true });
	}
}
