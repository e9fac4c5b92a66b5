import { readFileSync } from 'node:fs';
import type { AppOptions } from '../app.ts';
import { refuse } from '../http/answer.ts';
import { methodNotAllowed } from '../http/problem.ts';
import type { Authenticator } from '../auth/authenticate.ts';
import { lastBackup } from '../backup/last-backup.ts';
import type { Storage } from '../log/storage.ts';
import { DatabaseDamaged } from '../log/watched-database.ts';
import type { CertificateState } from '../tls/certificate-care.ts';
import type { SiteAddress } from '../tls/site-address.ts';
import { mayMeasure } from './access.ts';
import { createClockWatch } from './clock-watch.ts';
import { readDisk } from './disk.ts';
import type { Findings } from './health.ts';
import { answerHealth, HEALTH_PATHS } from './health-endpoint.ts';
import { createHealthLog } from './health-log.ts';
import type { ServerFacts } from './health-page.ts';
import { createLastHeard } from './last-heard.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createRecent } from './recent.ts';
import { logRequest } from './request-log.ts';
import { createRequestWatch, type RequestWatch } from './request-watch.ts';
import { deviceFacts } from './site-devices.ts';

export interface OperationOptions {
	readonly storage: Storage;
	/** The database of the events. */
	readonly site: string;
	/** Where the data lie; undefined in memory. */
	readonly directory: string | undefined;
	readonly log: Log;
	readonly now: () => number;
	readonly address: SiteAddress;
	readonly certificate: (() => CertificateState) | undefined;
	readonly metricsToken: string | undefined;
	readonly silentAfter: number;
	/** Whether there is an Apache CouchDB that holds the records, and it does not answer. */
	readonly isCouchAway: () => boolean;
}

/** What whoever runs the server sees of it: health, metrics, and a log of its requests. */
export interface Operation {
	/** For the server that carries requests. */
	readonly watch: RequestWatch['watch'];
	/** For the app. */
	readonly answer: NonNullable<AppOptions['operation']>;
	/** Looks after clock and disk from now on. */
	start(): void;
	/** Ends that, and has on disk what is to be known after the next start. Never rejects. */
	stop(): Promise<void>;
}

const MANIFEST = new URL('../../package.json', import.meta.url);

const WATCH_EVERY = 60_000;

/** Milliseconds for which whoever is not the administrator is told the same. */
const RECALLED_FOR = 5_000;

export function createOperation(options: OperationOptions): Operation {
	const { storage, site, directory, log, now, address, certificate, metricsToken, silentAfter, isCouchAway } = options;
	const started = now();
	const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { readonly version: string };
	const heard = createLastHeard(storage, now, () => requests.connectedDevices());
	const clock = createClockWatch({
		now,
		elapsed: () => performance.now(),
		jumped: (by) => log.warn("this machine's clock was set", { seconds: Math.round(by / 1_000) })
	});
	const requests = createRequestWatch((answered) => {
		if (answered.device !== undefined) heard.heard(answered.device);
		metrics.note(answered);
		logRequest(log, answered);
	});
	const hearing = { heard: heard.of, connected: requests.connectedDevices };
	const backup = () => (directory === undefined ? null : lastBackup(directory));
	const metrics = createMetrics({
		storage,
		requests: requests.counts,
		hearing,
		clock,
		certificate,
		backup,
		now,
		version
	});

	/** That a database is damaged is found, and told, by itself. */
	function unreadable(error: unknown): null {
		if (!(error instanceof DatabaseDamaged)) log.error('the look at the health is not whole', {}, error);
		return null;
	}

	async function find(): Promise<Findings> {
		clock.look();
		return {
			at: now(),
			storage: storage.state(),
			disk: directory === undefined ? null : await readDisk(directory).catch(unreadable),
			devices: await deviceFacts(storage, site, hearing, now()).catch(unreadable),
			certificate: certificate?.() ?? null,
			address: address.warnings(),
			clock: clock.state(),
			backup: backup(),
			isCouchAway: isCouchAway(),
			silentAfter
		};
	}

	const recall = createRecent(find, RECALLED_FOR);

	const serverFacts = (): ServerFacts => ({
		version,
		node: process.versions.node,
		started,
		address: address.current(),
		feeds: requests.counts().feeds,
		databases: storage.names().flatMap((name) => {
			const database = storage.database(name);
			return database === undefined || database.closed ? [] : [{ name, documents: database.info().documents }];
		})
	});

	async function measure(request: Request, authenticator: Authenticator): Promise<Response> {
		const allowed = await mayMeasure(request, authenticator, metricsToken);
		if (!allowed.ok) return refuse(allowed.error);
		return new Response(await metrics.text(), {
			headers: { 'content-type': metrics.type, 'cache-control': 'no-store' }
		});
	}

	const noteHealth = createHealthLog(log);
	const stops: (() => void)[] = [];
	let looking = Promise.resolve();

	async function look(): Promise<void> {
		try {
			noteHealth(await find());
		} catch (error) {
			log.error('the look at the health failed', {}, error);
		}
	}

	return {
		watch: requests.watch,
		answer(request, authenticator) {
			const { pathname } = new URL(request.url);
			const isHealth = HEALTH_PATHS.includes(pathname);
			if (!isHealth && pathname !== '/metrics') return undefined;
			if (request.method !== 'GET' && request.method !== 'HEAD') {
				return Promise.resolve(refuse(methodNotAllowed('GET', 'HEAD')));
			}
			return isHealth
				? answerHealth({ find, recall, server: serverFacts }, request, pathname, authenticator)
				: measure(request, authenticator);
		},
		start() {
			const timer = setInterval(() => {
				looking = look();
			}, WATCH_EVERY).unref();
			stops.push(clock.watch(), heard.watch(), () => clearInterval(timer));
		},
		async stop() {
			for (const end of stops) end();
			// the storage is closed next
			await looking;
			await heard.save();
		}
	};
}
