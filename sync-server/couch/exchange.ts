import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { Identity } from '../auth/authenticate.ts';
import type { SessionCookies } from '../auth/cookie.ts';
import type { Devices } from '../auth/devices.ts';
import type { Logins } from '../auth/logins.ts';
import type { SigningKey } from '../auth/signatures.ts';
import type { User } from '../auth/user.ts';
import type { Limits } from '../limits.ts';
import type { Database } from '../log/database.ts';
import type { Storage } from '../log/storage.ts';
import type { CertificateState } from '../tls/certificate-care.ts';
import type { OpenFeeds } from './open-feeds.ts';

/** What every endpoint works with. */
export interface Server {
	readonly storage: Storage;
	readonly accounts: Accounts;
	readonly logins: Logins;
	readonly cookies: SessionCookies;
	readonly devices: Devices;
	/** With which it signs its receipts. */
	readonly signer: SigningKey;
	readonly clock: Pick<Clock, 'now'>;
	readonly random: Random;
	/** Rounds of the key derivation for new passwords. */
	readonly iterations: number;
	/** Name of the one database that takes nothing but events. */
	readonly site: string;
	/** Aborted when the server stops: feeds end, so that their clients look for it again. */
	readonly closing: AbortSignal;
	/** Of the TLS certificate; undefined without TLS. */
	readonly certificate: (() => CertificateState) | undefined;
	/** The live feeds that are open. */
	readonly feeds: OpenFeeds;
	limitsOf(database: string): Limits;
}

/** One request to the server as a whole. */
export interface Exchange {
	readonly server: Server;
	readonly request: Request;
	readonly query: URLSearchParams;
	readonly identity: Identity;
	readonly user: User;
}

/** One request to a database, by somebody who may read it. */
export interface DatabaseExchange extends Exchange {
	readonly database: Database;
	readonly limits: Limits;
	/** What follows the database's name, decoded: the parts of a document's id, an attachment's name. */
	readonly path: readonly string[];
}

export type Answer = Response | Promise<Response>;

export type Endpoint<Context> = (exchange: Context) => Answer;

/** What each method does at one path. HEAD is GET without a body, unless it is named. */
export type Methods<Context> = Readonly<Partial<Record<string, Endpoint<Context>>>>;
