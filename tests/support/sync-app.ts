import { randomBytes } from 'node:crypto';
import { createApp, type App, type AppOptions } from '#sync-server/app.ts';
import { adminWithPassword } from '#sync-server/auth/accounts.ts';
import { openStorage, type Storage } from '#sync-server/log/storage.ts';

export const random = { bytes: (count: number): Uint8Array => randomBytes(count) };

/** Credentials as a `Basic` header. */
export const basic = (name: string, password: string): string =>
	`Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

export const ADMIN = basic('admin', 'secret');

/** An answer, read. */
export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The parsed JSON; undefined when it is none. */
	readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- a test looks into whatever came
}

export interface CallOptions {
	/** JSON, unless it is text or bytes. */
	readonly body?: unknown;
	/** The administrator's unless given; null for nobody. */
	readonly authorization?: string | null;
	readonly headers?: Readonly<Record<string, string>>;
}

/** The sync server in this process, on a store that dies with it. */
export interface TestApp {
	readonly app: App;
	readonly storage: Storage;
	/** Milliseconds since 1970 as the server sees them. */
	now: number;
	/** `path`: on this site, under plain HTTP; or a whole address. */
	call(method: string, path: string, options?: CallOptions): Promise<Answer>;
	/** Makes a device of the site: its number and its credentials. */
	enrol(): Promise<{ readonly device: string; readonly authorization: string; readonly roles: readonly string[] }>;
	close(): void;
}

export async function startTestApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
	const storage = options.storage ?? openStorage({ directory: ':memory:', random });
	const errors: unknown[] = [];
	const time = { now: 1_790_000_000_000 };
	const app = await createApp({
		storage,
		admin: adminWithPassword('admin', 'secret'),
		clock: { now: () => time.now },
		random,
		iterations: 1,
		onError: (error) => errors.push(error),
		...options
	});
	const test: TestApp = {
		app,
		storage,
		get now() {
			return time.now;
		},
		set now(now) {
			time.now = now;
		},
		async call(method, path, { body, authorization = ADMIN, headers = {} } = {}) {
			const raw = typeof body === 'string' || body instanceof Uint8Array;
			const request = new Request(path.startsWith('/') ? `http://site.test${path}` : path, {
				method,
				headers: {
					accept: 'application/json',
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...(authorization === null ? {} : { authorization }),
					...headers
				},
				...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) })
			});
			const response = await app.handle(request);
			const text = await response.text();
			return { status: response.status, headers: response.headers, text, body: parse(text) };
		},
		async enrol() {
			const issued = await test.call('POST', '/enrol/codes');
			const { code } = issued.body as { code: string };
			const answer = await test.call('POST', '/enrol', {
				authorization: null,
				body: { code, name: 'Tablet', profile: 'floor' }
			});
			if (answer.status !== 201) throw new Error(`enrolment failed: ${answer.text}`);
			const { device, user, password, roles } = answer.body;
			return { device, authorization: basic(user, password), roles };
		},
		close() {
			app.close();
			storage.close();
			if (errors.length > 0 && options.onError === undefined) throw new AggregateError(errors, 'the server had errors');
		}
	};
	return test;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
