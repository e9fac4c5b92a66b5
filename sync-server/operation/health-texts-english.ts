import type { Trouble } from './health.ts';
import type { Format, HealthTexts } from './health-texts.ts';

export const ENGLISH: HealthTexts = {
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
		case 'compaction':
			return `Old versions in the database ${trouble.name} could not be dropped and take room: ask for it again (POST /couchdb/${trouble.name}/_compact).`;
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
