import type { AttemptLimits } from './http/attempts.ts';
import type { Rate } from './http/request-rate.ts';

/** Bounds of what one request to a database may ask. Sizes in bytes, times in milliseconds. */
export interface Limits {
	/** As they come over the wire. */
	readonly requestBytes: number;
	readonly inflatedBytes: number;
	/** One document, as JSON text. */
	readonly documentBytes: number;
	/** One attachment, with and without its encoding. */
	readonly attachmentBytes: number;
	readonly attachmentsPerDocument: number;
	/** A body that goes to the disk as it comes: a document with what is attached to it. */
	readonly uploadBytes: number;
	/** Sent, asked for or named in one request. */
	readonly documentsPerRequest: number;
	/** Objects and lists in one another, in a document. */
	readonly jsonDepth: number;
	/** Members of one object, in a document. */
	readonly membersPerObject: number;
	/** Rows of one answer of `_changes`, to whoever is not the server's administrator. */
	readonly changesPerAnswer: number;
	/** Live feeds that one user has open at a time. */
	readonly feedsPerUser: number;
	/** The longest a feed without a heartbeat waits. */
	readonly feedTimeout: number;
	/** The least and the most time between heartbeats, whatever a client asks for. */
	readonly heartbeat: { readonly least: number; readonly most: number };
	readonly find: FindLimits;
}

/** Bounds of what one question to `_find`, or one selector of a feed, may cost. */
export interface FindLimits {
	readonly scannedDocuments: number;
	/** Milliseconds of work; waiting for one's turn does not count. */
	readonly work: number;
	/** Documents in one answer. */
	readonly rows: number;
	/** Bytes of documents in one answer. */
	readonly answerBytes: number;
	readonly regularExpressions: boolean;
}

/** The site's database holds events and nothing else: nobody honest comes near these. */
export const SITE_LIMITS: Limits = {
	requestBytes: 8 * 2 ** 20,
	inflatedBytes: 32 * 2 ** 20,
	documentBytes: 64 * 2 ** 10,
	attachmentBytes: 8 * 2 ** 20,
	attachmentsPerDocument: 1_000,
	uploadBytes: 8 * 2 ** 20,
	documentsPerRequest: 1_000,
	jsonDepth: 32,
	membersPerObject: 256,
	changesPerAnswer: 1_000,
	feedsPerUser: 2,
	feedTimeout: 60_000,
	heartbeat: { least: 1_000, most: 10_000 },
	find: {
		scannedDocuments: 10_000,
		work: 200,
		rows: 1_000,
		answerBytes: 32 * 2 ** 20,
		regularExpressions: false
	}
};

/** CouchDB's defaults, but for the size of a request, which has to fit in memory here, and for what could stall all others. */
export const DEFAULT_LIMITS: Limits = {
	requestBytes: 64 * 2 ** 20,
	inflatedBytes: 128 * 2 ** 20,
	documentBytes: 8_000_000,
	attachmentBytes: 2 ** 30,
	attachmentsPerDocument: 1_000,
	uploadBytes: 2 ** 32,
	documentsPerRequest: 100_000,
	jsonDepth: 512,
	membersPerObject: Infinity,
	changesPerAnswer: Infinity,
	feedsPerUser: Infinity,
	feedTimeout: 60_000,
	heartbeat: { least: 100, most: 10_000 },
	find: {
		scannedDocuments: 1_000_000,
		work: 30_000,
		rows: 100_000,
		answerBytes: 128 * 2 ** 20,
		regularExpressions: true
	}
};

/** Of a request that is no database's: a login, an enrolment, a head of a chain. */
export const SMALL_REQUEST = { requestBytes: 16_384, inflatedBytes: 16_384 };

/** Bounds of what is under way at one time, in the whole server. */
export interface Load {
	/** Requests that are being read or answered; a feed counts until it is open. */
	readonly requests: number;
	/** Bytes of bodies, inflated, of requests that are not answered yet. */
	readonly bodyBytes: number;
	/** Live feeds. */
	readonly feeds: number;
}

export const LOAD: Load = { requests: 500, bodyBytes: 192 * 2 ** 20, feeds: 600 };

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
