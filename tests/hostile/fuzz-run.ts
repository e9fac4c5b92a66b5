import { connect } from 'node:net';
import { createDrawing } from './drawing.ts';
import { drawRequest, type Attackers, type HostileRequest } from './hostile-request.ts';
import { readAnswer, type RawAnswer } from './raw-answer.ts';

export interface FuzzOptions {
	readonly port: number;
	readonly attackers: Attackers;
	readonly requests: number;
	readonly seed: number;
	/** Milliseconds within which each connection is answered, or closed. */
	readonly patience: number;
	/** Called now and then with how many are through. */
	readonly progress?: (done: number) => void;
}

export interface FuzzReport {
	/** How many answers of each status; `closed` without one. */
	readonly outcomes: ReadonlyMap<string, number>;
	readonly failures: readonly FuzzFailure[];
}

export interface FuzzFailure {
	/** Which one: the same seed and number make the same request. */
	readonly number: number;
	readonly what: string;
	readonly sent: string;
}

/** At once: they disturb each other, as clients do. */
const CONNECTIONS = 16;

/** Refusals of the server that are not the client's fault, as the README lists them: not done here, too much to do. */
const DOCUMENTED = [501, 503];

/** Sends drawn requests to a server, and tells which were not answered as they may be. */
export async function runFuzz({
	port,
	attackers,
	requests,
	seed,
	patience,
	progress
}: FuzzOptions): Promise<FuzzReport> {
	const outcomes = new Map<string, number>();
	const failures: FuzzFailure[] = [];
	let next = 0;

	async function work(): Promise<void> {
		while (next < requests && failures.length < 20) {
			const number = next++;
			const request = drawRequest(createDrawing(seed * 1_000_003 + number), attackers);
			const { outcome, what } = await exchange(port, request, patience);
			outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
			if (what !== undefined) {
				failures.push({ number, what, sent: Buffer.concat(request.pieces).toString('latin1').slice(0, 2_000) });
			}
			if (number % 1_000 === 999) progress?.(number + 1);
		}
	}

	await Promise.all(Array.from({ length: CONNECTIONS }, work));
	return { outcomes, failures };
}

interface Exchanged {
	readonly outcome: string;
	/** What was wrong. */
	readonly what?: string | undefined;
}

function exchange(
	port: number,
	{ pieces, ends, isFeed, isHead }: HostileRequest,
	patience: number
): Promise<Exchanged> {
	return new Promise((resolve) => {
		const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
		const received: Buffer[] = [];
		let isOver = false;

		function finish(exchanged: Exchanged): void {
			isOver = true;
			clearTimeout(timer);
			clearTimeout(ending);
			socket.resetAndDestroy();
			resolve(exchanged);
		}

		function look(ended: boolean): void {
			if (isOver) return;
			try {
				const answer = readAnswer(Buffer.concat(received), isHead, ended);
				if (answer && (answer.body !== undefined || (isFeed && answer.status === 200)))
					finish(judge(answer, isHead, isFeed));
				// whoever says that no more comes may be taken to have left
				else if (ended && (answer === undefined || ends)) finish({ outcome: 'closed' });
				else if (ended) finish({ outcome: 'cut off', what: `status ${answer?.status} cut off` });
			} catch (error) {
				finish({ outcome: 'nonsense', what: String(error) });
			}
		}

		const timer = setTimeout(
			() => finish({ outcome: 'hung', what: `neither answered nor closed after ${patience} ms` }),
			patience
		);
		// a server that hears less than it was told to expect may wait for the rest: the client is what ends that
		const ending = ends ? setTimeout(() => socket.end(), 20) : undefined;
		socket.on('data', (data) => {
			received.push(data);
			look(false);
		});
		socket.on('end', () => look(true));
		socket.on('error', (error: NodeJS.ErrnoException) => {
			if (isOver) return;
			if (error.code === 'ECONNREFUSED') finish({ outcome: 'refused', what: 'nobody listens any more' });
			else look(true);
		});
		socket.on('connect', () => {
			pieces.forEach(
				(piece, index) => void (index === 0 ? socket.write(piece) : setTimeout(() => socket.write(piece), 5))
			);
		});
	});
}

function judge({ status, fields, body }: RawAnswer, isHead: boolean, isFeed: boolean): Exchanged {
	const outcome = String(status);
	if (status >= 500 && !DOCUMENTED.includes(status))
		return { outcome, what: `status ${status}: ${body?.toString('utf8').slice(0, 200)}` };
	if (isHead || isFeed || status === 304 || status === 204) return { outcome };
	if (status < 400)
		return { outcome, what: isReadable(fields, body) ? undefined : `status ${status} with a body that is no JSON` };
	// the pages for whoever runs the server say it in words, too
	if (fields.get('content-type')?.startsWith('text/html')) return { outcome };
	return {
		outcome,
		what: isRefusal(body) ? undefined : `status ${status} without words: ${body?.toString('utf8').slice(0, 200)}`
	};
}

/** An attachment, which is what somebody made of it, is read as anything. */
function isReadable(fields: ReadonlyMap<string, string>, body: Buffer | undefined): boolean {
	const isJson = fields.get('content-type')?.startsWith('application/json') === true && !fields.has('accept-ranges');
	return !isJson || body === undefined || body.length === 0 || parse(body) !== undefined;
}

function isRefusal(body: Buffer | undefined): boolean {
	const { error, reason } = (parse(body ?? Buffer.alloc(0)) ?? {}) as { error?: unknown; reason?: unknown };
	return typeof error === 'string' && typeof reason === 'string' && reason.length > 0;
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8')) ?? {};
	} catch {
		return undefined;
	}
}
