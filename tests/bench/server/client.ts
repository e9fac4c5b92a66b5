import { Agent, request, type ClientRequest } from 'node:http';

/** A server to be put under load. */
export interface Target {
	/** Of its CouchDB API, without a slash at the end. */
	readonly url: string;
	/** Of the Authorization header; null where anybody may. */
	readonly authorization: string | null;
}

export interface Reply {
	readonly status: number;
	readonly text: string;
}

/** Connections to one server that stay open. */
export interface Client {
	/** Throws for an answer that is no success. */
	send(method: string, path: string, body?: string): Promise<Reply>;
	/** Throws as `send` does. */
	json<Value>(method: string, path: string, body?: unknown): Promise<Value>;
	/** Begins a GET whose answer comes bit by bit. */
	follow(path: string, onText: (text: string) => void): ClientRequest;
	close(): void;
}

/** Milliseconds of every request made through `timed`. */
export const timed = async <Value>(durations: number[], work: () => Promise<Value>): Promise<Value> => {
	const began = performance.now();
	const value = await work();
	durations.push(performance.now() - began);
	return value;
};

export function createClient({ url, authorization }: Target, connections: number): Client {
	const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
	const headers = {
		accept: 'application/json',
		'content-type': 'application/json',
		...(authorization !== null && { authorization })
	};

	function send(method: string, path: string, body?: string): Promise<Reply> {
		return new Promise((resolve, reject) => {
			const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
			const sent = request(url + path, { method, agent, headers: { ...headers, ...length } }, (answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('error', reject);
				answer.on('end', () => {
					const status = answer.statusCode ?? 0;
					const text = Buffer.concat(chunks).toString('utf8');
					if (status >= 200 && status < 300) resolve({ status, text });
					else reject(new Error(`${method} ${path} answered ${status}: ${text.slice(0, 300)}`));
				});
			});
			sent.setNoDelay(true);
			sent.on('error', reject);
			sent.end(body);
		});
	}

	return {
		send,
		async json<Value>(method: string, path: string, body?: unknown) {
			const { text } = await send(method, path, body === undefined ? undefined : JSON.stringify(body));
			return JSON.parse(text) as Value;
		},
		follow(path, onText) {
			const sent = request(url + path, { agent, headers }, (answer) => {
				answer.setEncoding('utf8').on('data', onText);
				answer.on('error', () => {});
			});
			// whoever follows hangs up in the end
			sent.on('error', () => {});
			sent.end();
			return sent;
		},
		close: () => agent.destroy()
	};
}
