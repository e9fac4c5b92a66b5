import type { PageLanguage } from '../http/page.ts';
import type { Light, Trouble } from './health.ts';

/** The words of the health page. Numbers, sizes and times come as texts already. */
export interface HealthTexts {
	readonly other: { readonly language: PageLanguage; readonly name: string };
	readonly title: string;
	readonly toApp: string;
	/** Of each light: its word, and the sentence where there is no more to say. */
	readonly lights: Readonly<Record<Light, { readonly word: string; readonly sentence: string }>>;
	readonly asOf: (time: string) => string;
	readonly more: string;
	readonly moreFor: string;
	/** To who gave no name or a wrong one. */
	readonly closed: string;
	readonly trouble: (trouble: Trouble, format: Format) => string;
	readonly sections: Readonly<Record<'devices' | 'disk' | 'certificate' | 'clock' | 'backup' | 'server', string>>;
	readonly noDevices: string;
	readonly unknownDevices: string;
	readonly connected: string;
	readonly lastHeard: (age: string) => string;
	readonly neverHeard: string;
	readonly silent: string;
	readonly revoked: string;
	readonly admin: string;
	readonly noRecords: string;
	readonly records: (upTo: string) => string;
	/** Where it signed for less than that. */
	readonly signed: (upTo: string) => string;
	readonly faults: (count: string) => string;
	/** `by`: how far, as words. */
	readonly clockAhead: (milliseconds: number, by: string) => string;
	readonly free: string;
	readonly freeOf: (free: string, size: string) => string;
	readonly data: string;
	readonly ofThatLogs: (size: string) => string;
	readonly whenFull: string;
	readonly documents: (count: string) => string;
	readonly unchecked: (names: string) => string;
	readonly until: (day: string) => string;
	readonly noCertificate: string;
	readonly serverTime: string;
	readonly timeServer: string;
	readonly follows: string;
	readonly followsNot: string;
	readonly followsUnknown: string;
	readonly clockSet: string;
	/** Since the server was started. */
	readonly times: (count: number) => string;
	readonly lastBackup: string;
	readonly noBackup: string;
	readonly address: string;
	readonly version: string;
	readonly running: string;
	readonly since: (time: string, age: string) => string;
	readonly connections: string;
	readonly feeds: (count: string) => string;
}

/** How numbers and times are written. Times in milliseconds since 1970. */
export interface Format {
	readonly count: (count: number) => string;
	readonly bytes: (bytes: number) => string;
	readonly time: (at: number) => string;
	readonly day: (at: number) => string;
	/** `3 hours ago`. */
	readonly ago: (at: number) => string;
	/** `3 hours`. */
	readonly span: (milliseconds: number) => string;
}
