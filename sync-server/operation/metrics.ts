import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Storage } from '../log/storage.ts';
import type { CertificateState } from '../tls/certificate-care.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { Answered, RequestWatch } from './request-watch.ts';
import { enrolledDevices, type Hearing } from './site-devices.ts';
import { measureStorage, MOST_SERIES } from './storage-metrics.ts';

export interface Metrics {
	/** Counts a request that is over. */
	readonly note: (answered: Answered) => void;
	/** All of them, as Prometheus reads them. */
	readonly text: () => Promise<string>;
	/** The media type of that text. */
	readonly type: string;
}

export interface MetricsOptions {
	readonly storage: Storage;
	readonly requests: () => ReturnType<RequestWatch['counts']>;
	readonly hearing: Hearing;
	readonly clock: ClockWatch;
	readonly certificate: (() => CertificateState) | undefined;
	/** Milliseconds since 1970. */
	readonly backup: () => number | null;
	readonly now: () => number;
	readonly version: string;
}

/** Seconds; what takes longer than the last is a fault. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Labels come from fixed lists, and from what an administrator made: no request makes new ones. */
export function createMetrics(options: MetricsOptions): Metrics {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const note = countRequests(registry, options);
	measureStorage(registry, options.storage);
	measureDevices(registry, options);
	measureSurroundings(registry, options);
	return { note, text: () => registry.metrics(), type: Registry.PROMETHEUS_CONTENT_TYPE };
}

function countRequests(registry: Registry, { requests }: MetricsOptions): Metrics['note'] {
	const registers = [registry];
	const total = new Counter({
		name: 'floorbook_http_requests_total',
		help: 'Requests that are over, 499 where the client left before it was answered.',
		labelNames: ['method', 'route', 'status'],
		registers
	});
	const duration = new Histogram({
		name: 'floorbook_http_request_duration_seconds',
		help: 'From the headers of a request to the end of its answer; without feeds that wait.',
		labelNames: ['method', 'route'],
		buckets: BUCKETS,
		registers
	});
	const refused = new Counter({
		name: 'floorbook_http_refused_total',
		help: 'Refused requests, by the code of the problem.',
		labelNames: ['reason'],
		registers
	});
	const documents = new Counter({
		name: 'floorbook_documents_refused_total',
		help: 'Documents that were not taken, by the code of the problem: of many in one request each by itself.',
		labelNames: ['reason'],
		registers
	});
	const cut = new Counter({
		name: 'floorbook_http_cut_total',
		help: 'Answers whose connection ended before they did.',
		registers
	});
	const sent = new Counter({
		name: 'floorbook_http_sent_bytes_total',
		help: 'Bytes of answers.',
		registers
	});
	new Gauge({
		name: 'floorbook_http_requests_under_way',
		help: 'Requests that are being answered, feeds included.',
		registers,
		collect() {
			this.set(requests().underWay);
		}
	});
	new Gauge({
		name: 'floorbook_feeds_open',
		help: 'Change feeds that wait.',
		registers,
		collect() {
			this.set(requests().feeds);
		}
	});
	return ({ method, route, status, milliseconds, bytes, isWhole, isFeed, refusal, refusedDocuments }) => {
		total.inc({ method, route, status });
		if (!isFeed) duration.observe({ method, route }, milliseconds / 1_000);
		if (refusal !== undefined) refused.inc({ reason: refusal });
		for (const [reason, count] of refusedDocuments) documents.inc({ reason }, count);
		if (!isWhole) cut.inc();
		if (bytes > 0) sent.inc(bytes);
	};
}

function measureDevices(registry: Registry, { storage, hearing, now }: MetricsOptions): void {
	const registers = [registry];
	new Gauge({
		name: 'floorbook_devices',
		help: 'Devices of the site: connected now, away, and put out.',
		labelNames: ['state'],
		registers,
		collect() {
			const enrolled = readOr([], () => enrolledDevices(storage));
			const present = hearing.connected();
			const own = enrolled.filter(({ isRevoked }) => !isRevoked);
			const connected = own.filter(({ number }) => present.has(number)).length;
			this.set({ state: 'connected' }, connected);
			this.set({ state: 'away' }, own.length - connected);
			this.set({ state: 'revoked' }, enrolled.length - own.length);
		}
	});
	new Gauge({
		name: 'floorbook_device_last_heard_timestamp_seconds',
		help: 'When each device was heard of last: now, for one that is connected.',
		labelNames: ['device'],
		registers,
		collect() {
			this.reset();
			const present = hearing.connected();
			for (const { number } of readOr([], () => enrolledDevices(storage)).slice(0, MOST_SERIES)) {
				const heard = present.has(number) ? now() : hearing.heard(number);
				if (heard !== undefined) this.set({ device: number }, heard / 1_000);
			}
		}
	});
}

function measureSurroundings(registry: Registry, { certificate, clock, backup, now, version }: MetricsOptions): void {
	const registers = [registry];
	if (certificate !== undefined) {
		new Gauge({
			name: 'floorbook_certificate_seconds_left',
			help: 'Until the certificate is over.',
			registers,
			collect() {
				this.set((Date.parse(certificate().until) - now()) / 1_000);
			}
		});
	}
	new Counter({
		name: 'floorbook_clock_jumps_total',
		help: 'How often the clock of this machine was set since the start.',
		registers,
		collect() {
			this.reset();
			this.inc(clock.state().jumps);
		}
	});
	new Gauge({
		name: 'floorbook_last_backup_timestamp_seconds',
		help: 'When the last backup was made; missing where none is known of.',
		registers,
		collect() {
			const at = backup();
			if (at !== null) this.set(at / 1_000);
		}
	});
	new Gauge({ name: 'floorbook_info', help: 'The version that runs.', labelNames: ['version'], registers }).set(
		{ version },
		1
	);
}

/** What is damaged is counted elsewhere, and is no reason to tell nothing. */
function readOr<Value>(otherwise: Value, read: () => Value): Value {
	try {
		return read();
	} catch {
		return otherwise;
	}
}
