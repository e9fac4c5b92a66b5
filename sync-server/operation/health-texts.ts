import type { PageLanguage } from '../tls/page.ts';
import type { Light, Trouble } from './health.ts';
import { GERMAN } from './health-texts-german.ts';

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

export const healthTexts = (language: PageLanguage): HealthTexts => (language === 'de' ? GERMAN : ENGLISH);

const ENGLISH: HealthTexts = {
	other: { language: 'de', name: 'Deutsch' },
	title: 'Server health',
	toApp: 'To the app',
	lights: {
		well: { word: 'Well', sentence: 'The server works. There is nothing to do.' },
		attention: { word: 'Look here', sentence: 'The server works, and somebody has to look at something.' },
		ill: { word: 'Not well', sentence: 'Something does not work: tell whoever runs the server.' }
	},
	asOf: (time) => `As of ${time}. This page renews itself every minute.`,
	more: 'Details for the administrator',
	moreFor: 'An administering device sees them here; others are asked for the server’s administrator and password.',
	closed: 'These details are for the server’s administrator, or for a device that administers.',
	trouble: englishTrouble,
	sections: {
		devices: 'Devices',
		disk: 'Disk',
		certificate: 'Certificate',
		clock: 'Clock',
		backup: 'Backup',
		server: 'Server'
	},
	noDevices: 'No device is enrolled yet.',
	unknownDevices: 'The list of devices cannot be read.',
	connected: 'Connected',
	lastHeard: (age) => `Last heard ${age}`,
	neverHeard: 'Not heard yet',
	silent: 'Silent',
	revoked: 'Put out',
	admin: 'administers',
	noRecords: 'no records yet',
	records: (upTo) => `records here up to ${upTo}`,
	signed: (upTo) => `signed for up to ${upTo}`,
	faults: (count) => `records that do not join up: ${count}`,
	clockAhead: (milliseconds, by) => `its clock is ${by} ${milliseconds > 0 ? 'ahead' : 'behind'}`,
	free: 'Free',
	freeOf: (free, size) => `${free} of ${size}`,
	data: 'Data',
	ofThatLogs: (size) => `of that ${size} for writing ahead`,
	whenFull:
		'When it is full nothing is lost: the server takes no more, and devices keep their records until there is room.',
	documents: (count) => `documents: ${count}`,
	unchecked: (names) => `Still being looked through since the start: ${names}`,
	until: (day) => `valid until ${day}`,
	noCertificate: 'None here: it serves this machine, or a proxy in front of it.',
	serverTime: 'This server’s time',
	timeServer: 'Time server',
	follows: 'follows one',
	followsNot: 'follows none',
	followsUnknown: 'cannot be told here',
	clockSet: 'Clock was set',
	times: (count) => `${['not', 'once'][count] ?? `${count} times`} since the start`,
	lastBackup: 'Last backup',
	noBackup: 'none was made by this server’s backup command',
	address: 'Address',
	version: 'Version',
	running: 'Running',
	since: (time, age) => `since ${time}, ${age}`,
	connections: 'Open now',
	feeds: (count) => `feeds: ${count}`
};

function englishTrouble(trouble: Trouble, { count, bytes, day, time, ago, span }: Format): string {
	switch (trouble.kind) {
		case 'writing':
			return {
				reserve: 'The disk was full. The server goes on in room that it had kept for this: make room now.',
				full: 'The disk is full: nothing new is stored. Devices keep their records until there is room.',
				failed:
					'Writing to the disk failed: nothing new is stored until a restart. Look at the disk first. Devices keep their records.'
			}[trouble.writing];
		case 'damaged':
			return `The file of the database ${trouble.name} is damaged and not served: restore it from a backup.`;
		case 'couchdb away':
			return 'The CouchDB that holds the records does not answer. Devices keep their records until it does.';
		case 'disk low':
			return `The disk has only ${bytes(trouble.free)} left: make room.`;
		case 'certificate over':
			return `The certificate expired on ${day(Date.parse(trouble.until))}: devices refuse to connect.`;
		case 'certificate':
			return `Certificate: ${trouble.words}`;
		case 'address':
			return trouble.words;
		case 'silent':
			return trouble.count === 1
				? `One device has not been heard of for ${hours(trouble.hours, count)}: what it recorded since is not here.`
				: `${count(trouble.count)} devices have not been heard of for ${hours(trouble.hours, count)}: what they recorded since is not here.`;
		case 'chains':
			return `Records of ${trouble.count === 1 ? 'one device' : `${count(trouble.count)} devices`} do not join up: let the device send, then run the audit.`;
		case 'clock apart':
			return `The clocks of ${count(trouble.count)} of ${count(trouble.of)} devices are ${span(trouble.minutes * 60_000)} ${trouble.minutes > 0 ? 'ahead of' : 'behind'} this server’s: its clock is probably wrong.`;
		case 'clock set':
			return `This server’s clock was set ${span(trouble.by)} ${trouble.by > 0 ? 'forward' : 'back'} at ${time(trouble.at)}.`;
		case 'backup old':
			return `The last backup was made ${ago(trouble.at)}.`;
	}
}

const hours = (number: number, count: Format['count']): string => (number === 1 ? 'an hour' : `${count(number)} hours`);
