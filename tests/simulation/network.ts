import type { Fetch } from '#adapters/couch/exchange.ts';
import type { Fate, FateWeights } from './plan.ts';
import type { Dice } from './random.ts';
import type { SiteServer } from './server.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** A browser profile's way to the server: its reach, and the cookie that goes with it. */
export interface Line {
	readonly name: string;
	up: boolean;
	/** Milliseconds one way, about. */
	latency: number;
	cookie: string;
}

export interface Network {
	readonly fetchOver: (line: Line) => Fetch;
	/** From now on every exchange that is sent goes through. */
	readonly heal: () => void;
	/** Exchanges that were sent while the line was up, by what became of them. */
	readonly deliveries: ReadonlyMap<Fate, number>;
}

export interface NetworkOptions {
	readonly timeline: Timeline;
	readonly dice: Dice;
	readonly fates: FateWeights;
	readonly server: SiteServer;
	readonly trace: Trace;
	/** The server refused these documents, each by itself, of what came over the line. */
	readonly onRefused: (line: Line, ids: readonly string[]) => void;
}

/** Times are whole multiples of this, so that some things happen at once. */
const GRAIN = 20;

/** A live feed has no use for some of the fates. */
const FEED_FATES: Readonly<Partial<Record<Fate, Fate>>> = { twice: 'slow', late: 'lost', garbled: 'cut' };

interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

/** Everything between a browser's `fetch` and the server, with everything that goes wrong there. */
export function createNetwork(options: NetworkOptions): Network {
	const { timeline, dice, fates, server, trace, onRefused } = options;
	const deliveries = new Map<Fate, number>();
	let healed = false;
	let sent = 0;

	const after = (milliseconds: number, what: () => void): void =>
		void timeline.after(Math.ceil(milliseconds / GRAIN) * GRAIN, what);

	function drawFate(live: boolean): Fate {
		if (healed) return 'clean';
		const fate = dice.weighted(fates);
		return live ? (FEED_FATES[fate] ?? fate) : fate;
	}

	const fetchOver =
		(line: Line): Fetch =>
		(url, init) =>
			new Promise<Response>((resolve, reject) => {
				const name = `${line.name}#${++sent} ${init.method} ${url.slice(0, 60)}`;
				const broken = (why: string): void => {
					trace.add(timeline.now(), `${name}: ${why}`);
					reject(new TypeError(`fetch failed: ${why}`));
				};
				const signal = init.signal ?? undefined;
				const abort = (): void => reject(new DOMException('aborted', 'AbortError'));
				if (signal?.aborted) return abort();
				signal?.addEventListener('abort', abort, { once: true });
				if (!line.up) return after(GRAIN, () => broken('offline'));

				const live = url.includes('feed=longpoll');
				const fate = drawFate(live);
				deliveries.set(fate, (deliveries.get(fate) ?? 0) + 1);
				trace.add(timeline.now(), `${name}: ${fate}`);
				const there = line.latency * (0.5 + dice.next()) + (fate === 'slow' ? dice.between(500, 12_000) : 0);
				const back = line.latency * (0.5 + dice.next()) + (fate === 'slow' ? dice.between(0, 2_000) : 0);
				if (fate === 'stranger') line.cookie = '';
				const later = dice.between(5_000, 240_000);
				const share = dice.next();
				const request = (): Request => makeRequest(line, url, init, fate === 'garbled' ? share : 1);

				const post = (delay: number, answered: (response: Response) => void): void =>
					after(delay, () => {
						if (!line.up) return;
						const response = server.handle(request());
						if (response === undefined) return broken('nobody listens');
						void server.during(response).then(answered);
					});
				const deliver = (response: Response): void =>
					after(back, () => {
						if (!line.up) return broken('the line went down');
						const cookie = response.headers.get('set-cookie')?.split(';')[0];
						if (cookie !== undefined) line.cookie = cookie.endsWith('=') ? '' : cookie;
						resolve(response);
					});
				const read = async (response: Response): Promise<Answer> => {
					const text = await server.during(response.text());
					if (url.endsWith('/_bulk_docs') && response.status === 201) noteRefusals(line, text);
					return { status: response.status, headers: response.headers, text };
				};

				switch (fate) {
					case 'clean':
					case 'slow':
					case 'cut':
					case 'garbled':
					case 'stranger':
						if (live) return post(there, (response) => deliver(carryFeed(line, response, fate === 'cut', signal)));
						return post(there, (response) => {
							void read(response).then((answer) =>
								deliver(fate === 'cut' ? cutAnswer(answer, share) : wholeAnswer(answer))
							);
						});
					case 'twice':
						post(there, (response) => void read(response).then((answer) => deliver(wholeAnswer(answer))));
						return post(later, (response) => void read(response));
					case 'unanswered':
						post(there, (response) => void (live ? response.body?.cancel() : read(response)));
						if (share < 0.7) after(there + back, () => broken('the answer was lost'));
						return;
					case 'late':
						after(GRAIN, () => broken('the line broke'));
						return post(later, (response) => void read(response));
					case 'lost':
						return after(there, () => broken('lost'));
					case 'silent':
						return;
					case 'portal':
						return deliver(portalAnswer(share));
					case 'busy':
						return deliver(busyAnswer(share));
				}
			});

	/** A feed's bytes as they come. A line that goes down says nothing: the feed just falls silent. */
	function carryFeed(line: Line, response: Response, cut: boolean, signal: AbortSignal | undefined): Response {
		const source = response.body!.getReader();
		let left = cut ? dice.between(1, 3) : Infinity;
		let last = timeline.now();
		const body = new ReadableStream<Uint8Array>({
			start(controller) {
				const abort = (): void => {
					controller.error(new DOMException('aborted', 'AbortError'));
					void source.cancel();
				};
				signal?.addEventListener('abort', abort, { once: true });
				const carry = async (): Promise<void> => {
					for (;;) {
						const { done, value } = await source.read();
						if (signal?.aborted) return;
						const silent = !line.up;
						last = Math.max(last, timeline.now() + (healed ? GRAIN : line.latency));
						const [broken, end] = [--left < 0, done];
						timeline.at(last, () => {
							if (silent || signal?.aborted) return;
							if (broken) controller.error(new TypeError('terminated'));
							else if (end) controller.close();
							else controller.enqueue(value!);
						});
						if (silent || broken || end) return void source.cancel();
					}
				};
				void carry();
			}
		});
		return new Response(body, { status: response.status, headers: response.headers });
	}

	function noteRefusals(line: Line, text: string): void {
		const rows = JSON.parse(text) as { readonly id: string; readonly error?: string }[];
		const refused = rows.filter(({ error }) => error !== undefined).map(({ id }) => id);
		if (refused.length > 0) onRefused(line, refused);
	}

	return {
		fetchOver,
		heal() {
			healed = true;
		},
		deliveries
	};
}

function makeRequest({ cookie }: Line, url: string, init: RequestInit, share: number): Request {
	const headers = new Headers(init.headers);
	if (cookie !== '') headers.set('cookie', cookie);
	const body = typeof init.body === 'string' ? { body: init.body.slice(0, Math.ceil(init.body.length * share)) } : {};
	return new Request(`http://floor.test${url}`, { method: init.method ?? 'GET', headers, ...body });
}

const wholeAnswer = ({ status, headers, text }: Answer): Response => new Response(text, { status, headers });

/** Half of them look complete to `fetch`: a proxy closed the connection in good order. */
function cutAnswer({ status, headers, text }: Answer, share: number): Response {
	const part = text.slice(0, Math.floor(text.length * share));
	if (share < 0.5) return new Response(part, { status, headers });
	const body = new ReadableStream<Uint8Array>({
		start: (controller) => controller.enqueue(new TextEncoder().encode(part)),
		pull: (controller) => controller.error(new TypeError('terminated'))
	});
	return new Response(body, { status, headers });
}

function portalAnswer(share: number): Response {
	const html = { 'content-type': 'text/html; charset=utf-8' };
	if (share < 0.4) return new Response('<!doctype html><title>Welcome to our Wi-Fi</title>', { headers: html });
	if (share < 0.6) return new Response(null, { status: 302, headers: { location: 'http://portal.test/login' } });
	if (share < 0.8) return new Response('<p>Log in', { status: 511, headers: html });
	return Response.json({ message: 'log in first' }, { status: 403 });
}

function busyAnswer(share: number): Response {
	if (share < 0.3)
		return new Response('<h1>502 Bad Gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } });
	const [status, error] =
		share < 0.5 ? [500, 'internal_server_error'] : share < 0.8 ? [503, 'busy'] : [429, 'too_many'];
	return Response.json({ error, reason: 'try again' }, { status: status as number, headers: { 'retry-after': '2' } });
}
