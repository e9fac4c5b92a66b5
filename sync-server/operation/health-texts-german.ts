import type { Trouble } from './health.ts';
import type { Format, HealthTexts } from './health-texts.ts';

export const GERMAN: HealthTexts = {
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
	documents: (count) => `Dokumente: ${count}`,
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
	feeds: (count) => `Abgleiche: ${count}`
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
		case 'compaction':
			return `Alte Fassungen in der Datenbank ${trouble.name} ließen sich nicht entfernen und belegen Platz: noch einmal anstoßen (POST /couchdb/${trouble.name}/_compact).`;
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
				? `Von einem Gerät kam seit ${hours(trouble.hours, count)} nichts: Was es seither erfasst hat, ist nicht hier.`
				: `Von ${count(trouble.count)} Geräten kam seit ${hours(trouble.hours, count)} nichts: Was sie seither erfasst haben, ist nicht hier.`;
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

const hours = (number: number, count: Format['count']): string =>
	number === 1 ? 'einer Stunde' : `${count(number)} Stunden`;
