import type { AttemptLimits } from './http/attempts.ts';
import type { Rate } from './http/request-rate.ts';

/** Bounds of what one request may ask. Sizes in bytes, times in milliseconds. */
export interface Limits {
	/** As they come over the wire. */
	readonly requestBytes: number;
	readonly inflatedBytes: number;
	/** One document, as JSON text. */
	readonly documentBytes: number;
	readonly documentsPerRequest: number;
	readonly jsonDepth: number;
	/** Documents one `_find` may look at. */
	readonly scannedDocuments: number;
	/** The longest a feed without a heartbeat waits. */
	readonly feedTimeout: number;
	/** The least time between heartbeats. */
	readonly heartbeat: number;
}

/** The site's database holds events and nothing else: nobody honest comes near these. */
export const SITE_LIMITS: Limits = {
	requestBytes: 8 * 2 ** 20,
	inflatedBytes: 32 * 2 ** 20,
	documentBytes: 64 * 2 ** 10,
	documentsPerRequest: 1_000,
	jsonDepth: 32,
	scannedDocuments: 10_000,
	feedTimeout: 60_000,
	heartbeat: 100
};

/** CouchDB's defaults, but for the size of a request, which has to fit in memory here. */
export const DEFAULT_LIMITS: Limits = {
	requestBytes: 64 * 2 ** 20,
	inflatedBytes: 128 * 2 ** 20,
	documentBytes: 8_000_000,
	documentsPerRequest: 100_000,
	jsonDepth: 512,
	scannedDocuments: 1_000_000,
	feedTimeout: 60_000,
	heartbeat: 100
};

/** Bounds of guessing and of haste. */
export interface Rates {
	/** Wrong passwords of one user from one address. */
	readonly logins: AttemptLimits;
	/** Wrong enrolment codes from one address. */
	readonly enrolments: AttemptLimits;
	/** Requests of one device. */
	readonly requests: Rate;
}

export const RATES: Rates = {
	logins: { failures: 5, window: 5 * 60_000 },
	enrolments: { failures: 10, window: 5 * 60_000 },
	requests: { perSecond: 20, burst: 100 }
};
