import type { ClientRequest } from 'node:http';
import { createClient, type Target } from './client.ts';

const ROUNDS = 10;

/** Milliseconds for everybody to be connected and waiting, and between the rounds of those who stay. */
const SETTLING = 1_200;
const BETWEEN = 150;

/** A server that tells somebody nothing has failed. */
const PATIENCE = 15_000;

const HEARTBEAT = 'heartbeat=10000';

/** How long from a write until everybody who waits for it was told, in milliseconds, of each round. */
export async function measureListeners(
	target: Target,
	database: string,
	feed: 'longpoll' | 'continuous',
	listeners: number
): Promise<number[]> {
	const client = createClient(target, listeners + 1);
	await client.send('PUT', `${database}/first`, '{}');
	const latest = async (): Promise<string> => {
		const { last_seq } = await client.json<{ last_seq: string | number }>('GET', `${database}/_changes`);
		return encodeURIComponent(last_seq);
	};
	let awaited = '';
	let told = (_listener: number): void => {};
	/** An answer that ends with the first change. */
	const poll = (listener: number, since: string): void => {
		const path = `${database}/_changes?feed=longpoll&since=${since}&${HEARTBEAT}`;
		client.send('GET', path).then(
			() => told(listener),
			() => {}
		);
	};
	/** An answer that goes on. */
	const follow = (listener: number, since: string): ClientRequest => {
		let text = '';
		return client.follow(`${database}/_changes?feed=continuous&since=${since}&${HEARTBEAT}`, (more) => {
			text += more;
			if (!text.includes(`"id":"${awaited}"`)) return;
			text = '';
			told(listener);
		});
	};

	const everyone = Array.from({ length: listeners }, (_, listener) => listener);
	const first = await latest();
	const open = feed === 'continuous' ? everyone.map((listener) => follow(listener, first)) : [];
	const durations: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		awaited = `round-${round}`;
		const waiting = new Set(everyone);
		const heard = new Promise<void>((resolve, reject) => {
			const fail = (): void => reject(new Error(`${waiting.size} of ${listeners} ${feed} listeners were not told`));
			const patience = setTimeout(fail, PATIENCE);
			told = (listener) => {
				waiting.delete(listener);
				if (waiting.size > 0) return;
				clearTimeout(patience);
				resolve();
			};
		});
		if (feed === 'longpoll') {
			const since = await latest();
			for (const listener of everyone) poll(listener, since);
		}
		await rest(feed === 'longpoll' || round === 0 ? SETTLING : BETWEEN);
		const began = performance.now();
		await client.send('PUT', `${database}/${awaited}`, '{"value":1}');
		await heard;
		durations.push(performance.now() - began);
	}
	for (const request of open) request.destroy();
	client.close();
	return durations;
}

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
