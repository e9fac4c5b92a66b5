import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, SITE, type App } from '#sync-server/app.ts';
import { adminWithPassword } from '#sync-server/auth/accounts.ts';
import type { Database } from '#sync-server/log/database.ts';
import { openStorage, type Storage } from '#sync-server/log/storage.ts';
import type { Plan } from './plan.ts';
import type { Dice } from './random.ts';
import type { Timeline } from './timeline.ts';

/** The sync server's own request handlers on SQLite, in this process. */
export interface SiteServer {
	readonly isUp: () => boolean;
	/** Undefined when nobody listens. */
	readonly handle: (request: Request) => Promise<Response> | undefined;
	/** Something is being answered that does not wait for anything outside the server. */
	readonly isBusy: () => boolean;
	/** Holds the history until `work` is done. */
	readonly during: <Answer>(work: Promise<Answer>) => Promise<Answer>;
	readonly stop: () => void;
	readonly start: () => Promise<void>;
	/** As the server's administrator, past the network. Undefined while the server is down. */
	readonly administer: (method: string, path: string, body?: object) => Promise<AdminAnswer | undefined>;
	readonly openingCode: () => string | undefined;
	/** The site's database itself, past every check at the door. */
	readonly site: () => Database;
	/** Where its files are; undefined when it keeps everything in memory. */
	readonly directory: string | undefined;
	/** Errors that are the server's own fault. */
	readonly faults: readonly unknown[];
	readonly close: () => void;
}

export interface AdminAnswer {
	readonly status: number;
	readonly body: unknown;
}

const PASSWORD = 'secret';
const AUTHORIZATION = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;

export async function startServer(timeline: Timeline, dice: Dice, plan: Plan['server']): Promise<SiteServer> {
	const directory = plan.onDisk ? mkdtempSync(join(fastDirectory(), 'floorbook-simulation-')) : ':memory:';
	const random = { bytes: dice.bytes };
	const faults: unknown[] = [];
	let storage: Storage | undefined;
	let app: App | undefined;
	let busy = 0;

	const during = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
		busy++;
		try {
			return await work;
		} finally {
			busy--;
		}
	};
	const start = async (): Promise<void> => {
		storage ??= openStorage({ directory, random });
		app = await createApp({
			storage,
			admin: adminWithPassword('admin', PASSWORD),
			clock: { now: timeline.now },
			random,
			iterations: 1,
			sessionLifetime: plan.sessionLifetime,
			onError: (error) => faults.push(error)
		});
	};
	await start();

	return {
		isUp: () => app !== undefined,
		handle: (request) => app?.handle(request),
		isBusy: () => busy > 0,
		during,
		stop() {
			app?.close();
			app = undefined;
			if (!plan.onDisk) return;
			storage?.close();
			storage = undefined;
		},
		start: () => during(start()),
		async administer(method, path, body) {
			const answered = app?.handle(
				new Request(`http://floor.test${path}`, {
					method,
					headers: { authorization: AUTHORIZATION, accept: 'application/json', 'content-type': 'application/json' },
					...(body === undefined ? {} : { body: JSON.stringify(body) })
				})
			);
			if (answered === undefined) return undefined;
			const response = await during(answered);
			return { status: response.status, body: JSON.parse(await response.text()) as unknown };
		},
		openingCode: () => app?.openingCode(),
		site() {
			const database = storage?.database(SITE);
			if (database === undefined) throw new Error('the server is down');
			return database;
		},
		directory: plan.onDisk ? directory : undefined,
		faults,
		close() {
			app?.close();
			storage?.close();
			if (plan.onDisk) rmSync(directory, { recursive: true, force: true });
		}
	};
}

/** Memory where the system offers it as files: these histories are about processes that stop, not about disks. */
const fastDirectory = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
