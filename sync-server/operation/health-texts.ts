import type { PageLanguage } from '../tls/page.ts';
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
	documents: (count) => `${count} documents`,
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
	feeds: (count) => `${count} feeds`
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
				? `One device has not been heard of for ${count(trouble.hours)} hours: what it recorded since is not here.`
				: `${count(trouble.count)} devices have not been heard of for ${count(trouble.hours)} hours: what they recorded since is not here.`;
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

const GERMAN: HealthTexts = {
	other: { language: 'en', name: 'English' },
	title: 'Zustand des Servers',
	toApp: 'Zur App',
	lights: {
		well: { word: 'In Ordnung', sentence: 'Der Server arbeitet. Es ist nichts zu tun.' },
		attention: { word: 'Nachsehen', sentence: 'Der Server arbeitet, aber jemand muss nach etwas sehen.' },
		ill: { word: 'Gestört', sentence: 'Etwas geht nicht: Bescheid geben, wer den Server betreut.' }
	},
	asOf: (time) => `Stand ${time}. Die Seite erneuert sich jede Minute.`,
	more: 'Einzelheiten für die Administration',
	moreFor:
		'Ein Gerät mit Adminrechten sieht sie hier; sonst wird nach Name und Passwort der Serveradministration gefragt.',
	closed: 'Diese Einzelheiten sind für die Serveradministration oder ein Gerät mit Adminrechten.',
	trouble: germanTrouble,
	sections: {
		devices: 'Geräte',
		disk: 'Datenträger',
		certificate: 'Zertifikat',
		clock: 'Uhr',
		backup: 'Sicherung',
		server: 'Server'
	},
	noDevices: 'Noch ist kein Gerät angemeldet.',
	unknownDevices: 'Die Liste der Geräte ist nicht lesbar.',
	connected: 'Verbunden',
	lastHeard: (age) => `Zuletzt gehört ${age}`,
	neverHeard: 'Noch nicht gehört',
	silent: 'Stumm',
	revoked: 'Ausgeschlossen',
	admin: 'mit Adminrechten',
	noRecords: 'noch keine Einträge',
	records: (upTo) => `Einträge hier bis ${upTo}`,
	signed: (upTo) => `unterschrieben bis ${upTo}`,
	faults: (count) => `Einträge ohne Anschluss: ${count}`,
	clockAhead: (milliseconds, by) => `seine Uhr geht ${by} ${milliseconds > 0 ? 'vor' : 'nach'}`,
	free: 'Frei',
	freeOf: (free, size) => `${free} von ${size}`,
	data: 'Daten',
	ofThatLogs: (size) => `davon ${size} Schreibvorlauf`,
	whenFull:
		'Ist er voll, geht nichts verloren: Der Server nimmt nichts mehr an, und die Geräte behalten ihre Einträge, bis Platz ist.',
	documents: (count) => `${count} Dokumente`,
	unchecked: (names) => `Seit dem Start noch in Prüfung: ${names}`,
	until: (day) => `gültig bis ${day}`,
	noCertificate: 'Keines hier: Bedient wird dieser Rechner selbst oder ein Proxy davor.',
	serverTime: 'Zeit dieses Servers',
	timeServer: 'Zeitserver',
	follows: 'wird gefolgt',
	followsNot: 'wird keinem gefolgt',
	followsUnknown: 'hier nicht feststellbar',
	clockSet: 'Uhr gestellt',
	times: (count) => `seit dem Start ${['nicht', 'einmal'][count] ?? `${count}-mal`}`,
	lastBackup: 'Letzte Sicherung',
	noBackup: 'keine durch den Sicherungsbefehl dieses Servers',
	address: 'Adresse',
	version: 'Version',
	running: 'Läuft',
	since: (time, age) => `seit ${time}, ${age}`,
	connections: 'Gerade offen',
	feeds: (count) => `${count} Abgleiche`
};

function germanTrouble(trouble: Trouble, { count, bytes, day, time, ago, span }: Format): string {
	switch (trouble.kind) {
		case 'writing':
			return {
				reserve: 'Der Datenträger war voll. Der Server arbeitet in einer Reserve weiter: jetzt Platz schaffen.',
				full: 'Der Datenträger ist voll: Neues wird nicht gespeichert. Die Geräte behalten ihre Einträge, bis Platz ist.',
				failed:
					'Schreiben auf den Datenträger ist fehlgeschlagen: Neues wird bis zu einem Neustart nicht gespeichert. Zuerst den Datenträger prüfen. Die Geräte behalten ihre Einträge.'
			}[trouble.writing];
		case 'damaged':
			return `Die Datei der Datenbank ${trouble.name} ist beschädigt und gesperrt: aus einer Sicherung wiederherstellen.`;
		case 'couchdb away':
			return 'Das CouchDB, das die Einträge hält, antwortet nicht. Die Geräte behalten ihre Einträge so lange.';
		case 'disk low':
			return `Auf dem Datenträger sind nur noch ${bytes(trouble.free)} frei: Platz schaffen.`;
		case 'certificate over':
			return `Das Zertifikat ist am ${day(Date.parse(trouble.until))} abgelaufen: Geräte verbinden sich nicht mehr.`;
		case 'certificate':
			return `Zertifikat: ${trouble.words}`;
		case 'address':
			return trouble.words;
		case 'silent':
			return trouble.count === 1
				? `Von einem Gerät kam seit ${count(trouble.hours)} Stunden nichts: Was es seither erfasst hat, ist nicht hier.`
				: `Von ${count(trouble.count)} Geräten kam seit ${count(trouble.hours)} Stunden nichts: Was sie seither erfasst haben, ist nicht hier.`;
		case 'chains':
			return `Einträge von ${trouble.count === 1 ? 'einem Gerät' : `${count(trouble.count)} Geräten`} haben keinen Anschluss: das Gerät senden lassen, dann die Prüfung (audit) ausführen.`;
		case 'clock apart':
			return `Die Uhren von ${count(trouble.count)} von ${count(trouble.of)} Geräten gehen gegenüber diesem Server ${span(trouble.minutes * 60_000)} ${trouble.minutes > 0 ? 'vor' : 'nach'}: Wahrscheinlich geht seine falsch.`;
		case 'clock set':
			return `Die Uhr dieses Servers wurde am ${time(trouble.at)} um ${span(trouble.by)} ${trouble.by > 0 ? 'vorgestellt' : 'zurückgestellt'}.`;
		case 'backup old':
			return `Die letzte Sicherung war ${ago(trouble.at)}.`;
	}
}
