import { describe, expect, it } from 'vitest';
import type { StorageState } from '../log/storage-state.ts';
import { findTroubles, lightOf, type Findings } from './health.ts';
import { healthPage } from './health-page.ts';
import type { DeviceFacts } from './site-devices.ts';

const NOW = Date.UTC(2026, 10, 20, 9, 30);
const HOUR = 3_600_000;

const STORAGE: StorageState = {
	writing: 'ok',
	freeBytes: 1e11,
	damaged: [],
	unchecked: [],
	uncompacted: [],
	troubles: []
};

const WELL: Findings = {
	at: NOW,
	storage: STORAGE,
	disk: { free: 1e11, size: 2e11, data: 1e8, logs: 1e6 },
	devices: [],
	certificate: { until: new Date(NOW + 60 * 24 * HOUR).toISOString(), trouble: null },
	address: [],
	clock: { isSynchronised: null, jumps: 0, lastJump: null },
	backup: null,
	isCouchAway: false,
	silentAfter: 72 * HOUR
};

const device = (facts: Partial<DeviceFacts> = {}): DeviceFacts => ({
	number: '1k7',
	name: 'Tablet',
	isAdmin: false,
	isRevoked: false,
	isConnected: false,
	heard: NOW - HOUR,
	records: 10,
	signed: 10,
	faults: 0,
	clockAhead: 100,
	...facts
});

const kinds = (found: Partial<Findings>): string[] =>
	findTroubles({ ...WELL, ...found }).map(({ light, kind }) => `${light}: ${kind}`);

describe('the health of a server', () => {
	it('is well where nothing is wrong, also without TLS, devices or backups', () => {
		expect(findTroubles({ ...WELL, certificate: null, disk: null, devices: null })).toEqual([]);
		expect(lightOf(findTroubles({ ...WELL, devices: [device(), device({ heard: null, clockAhead: null })] }))).toBe(
			'well'
		);
	});

	it.each<[Partial<Findings>, string[]]>([
		[{ storage: { ...STORAGE, writing: 'reserve' } }, ['attention: writing']],
		[{ storage: { ...STORAGE, writing: 'full' } }, ['ill: writing']],
		[{ storage: { ...STORAGE, writing: 'failed' } }, ['ill: writing']],
		[{ storage: { ...STORAGE, damaged: [{ name: 'notes', reason: '' }] } }, ['ill: damaged']],
		[{ storage: { ...STORAGE, uncompacted: ['notes'] } }, ['attention: compaction']],
		[{ disk: { free: 9e8, size: 2e11, data: 1, logs: 0 } }, ['attention: disk low']],
		[{ disk: { free: 9e8, size: 1e10, data: 1, logs: 0 } }, []],
		[{ certificate: { until: new Date(NOW).toISOString(), trouble: 'expired' } }, ['ill: certificate over']],
		[{ certificate: { until: WELL.certificate!.until, trouble: 'soon' } }, ['attention: certificate']],
		[{ isCouchAway: true }, ['ill: couchdb away']],
		[{ address: ['nobody answers there'] }, ['ill: address']],
		[{ devices: [device({ heard: NOW - 73 * HOUR })] }, ['attention: silent']],
		[{ devices: [device({ heard: NOW - 73 * HOUR })], silentAfter: 0 }, []],
		[{ devices: [device({ heard: NOW - 73 * HOUR, faults: 3, isRevoked: true })] }, []],
		[{ devices: [device({ faults: 1 })] }, ['attention: chains']],
		[{ clock: { isSynchronised: null, jumps: 1, lastJump: { at: NOW - HOUR, by: -HOUR } } }, ['attention: clock set']],
		[{ clock: { isSynchronised: null, jumps: 1, lastJump: { at: NOW - 25 * HOUR, by: HOUR } } }, []],
		[{ backup: NOW - 8 * 24 * HOUR }, ['attention: backup old']],
		[{ backup: NOW - 6 * 24 * HOUR }, []]
	])('%j', (found, expected) => {
		expect(kinds(found)).toEqual(expected);
	});

	it('says what does not work before what has to be looked at', () => {
		const found = { devices: [device({ faults: 1 })], address: ['gone'], backup: 0 };
		expect(kinds(found)).toEqual(['ill: address', 'attention: chains', 'attention: backup old']);
	});

	it('doubts its own clock when most devices do, and a device’s when one does', () => {
		const apart = (minutes: number) => device({ clockAhead: minutes * 60_000 });
		expect(kinds({ devices: [apart(10), apart(0), apart(0)] })).toEqual([]);
		expect(kinds({ devices: [apart(10)] })).toEqual([]);
		expect(findTroubles({ ...WELL, devices: [apart(10), apart(11), apart(0)] })).toEqual([
			{ light: 'attention', kind: 'clock apart', count: 2, of: 3, minutes: 11 }
		]);
	});
});

describe('the health page', () => {
	const server = {
		version: '0.1.0',
		node: '24',
		started: NOW - HOUR,
		address: 'https://floor.local',
		feeds: 1,
		databases: [{ name: 'a<b', documents: 1 }]
	};
	const show = (found: Partial<Findings>, language: 'en' | 'de', isOpen = true): Promise<string> => {
		const findings = { ...WELL, ...found };
		const troubles = findTroubles(findings);
		const details = isOpen ? server : undefined;
		return healthPage({ language, findings, troubles, details, path: '/health' }).text();
	};
	const EVERYTHING: Partial<Findings> = {
		storage: { ...STORAGE, writing: 'full', damaged: [{ name: 'x<y', reason: '' }], unchecked: ['u<v'] },
		certificate: { until: WELL.certificate!.until, trouble: '<script>' },
		address: ['<b>'],
		devices: [
			device({ name: '<img>', heard: 0, faults: 1, clockAhead: 1e6, isAdmin: true }),
			device({ isConnected: true, records: 0, signed: 0, clockAhead: 1e6 }),
			device({ isRevoked: true, heard: null })
		],
		clock: { isSynchronised: false, jumps: 2, lastJump: { at: NOW, by: HOUR } },
		backup: 0
	};

	it.each(['en', 'de'] as const)(
		'says everything in %s, and nothing as markup that came from outside',
		async (language) => {
			const page = await show(EVERYTHING, language);
			expect(page).not.toMatch(/<script|<img|<b>|undefined|NaN|Invalid|\[object/);
			// the first trouble stands in the light itself
			expect(page.match(/<li>/g)?.length).toBe(findTroubles({ ...WELL, ...EVERYTHING }).length - 1 + 3);
		}
	);

	it('counts one hour as one', async () => {
		const silent = { devices: [device({ heard: 0 })], silentAfter: HOUR };
		expect(await show(silent, 'en')).toContain('not been heard of for an hour:');
		expect(await show(silent, 'de')).toContain('kam seit einer Stunde nichts:');
	});

	it('says to others that something is wrong, and not what', async () => {
		const page = await show(EVERYTHING, 'en', false);
		expect(page).toContain('Not well');
		expect(page).not.toMatch(/disk|Tablet|certificate|1K7/);
	});
});
