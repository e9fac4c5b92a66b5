import { describe, expect, it } from 'vitest';
import { inLocale } from '../../../tests/support/locale.ts';
import { checkRows, type Findings } from './check-rows.ts';

const WELL: Findings = {
	isSecure: true,
	origin: 'https://10.0.0.5:7350',
	isEnrolled: false,
	site: {
		address: 'https://10.0.0.5:7350',
		clockAhead: -3_200,
		certificate: { until: '2027-02-17T12:00:00.000Z', trouble: null }
	},
	isOffline: true,
	camera: 'works',
	storage: { isKept: true, used: 1e6, quota: 2e9 },
	signs: true
};

const found = (name: string, more: Partial<Findings>) =>
	checkRows({ ...WELL, ...more }).find((row) => row.name === name);
const verdict = (name: string, more: Partial<Findings>) => found(name, more)?.verdict;

describe('the check of a device', () => {
	it('is well when everything is', () => {
		const rows = checkRows(WELL);
		expect(rows).toHaveLength(9);
		expect(rows.filter((row) => row.verdict !== 'ok')).toEqual([]);
	});

	it('says what it cannot tell without the server, and tells the rest', () => {
		const unknown = (site: Findings['site']) =>
			checkRows({ ...WELL, site })
				.filter((row) => row.verdict === 'unknown')
				.map((row) => row.name);
		expect(unknown(null)).toEqual(['Address of the site', 'Clock']);
		expect(unknown(undefined)).toEqual(unknown(null));
		expect(checkRows({ ...WELL, site: null })).toHaveLength(8);
	});

	it.each<[string, Partial<Findings>]>([
		['Secure connection', { isSecure: false }],
		['Address of the site', { origin: 'https://floor-1.local:7350' }],
		['Certificate', { site: { ...WELL.site!, certificate: { until: '2027-02-17', trouble: 'no key' } } }],
		['Starts without a network', { isOffline: false }],
		['Camera', { camera: 'refused' }],
		['Camera', { camera: 'missing' }],
		['Data kept', { storage: { ...WELL.storage, isKept: false } }],
		['Room', { storage: { ...WELL.storage, used: 1.95e9 } }],
		['Key of the device', { signs: false }],
		['Clock', { site: { ...WELL.site!, clockAhead: 61_000 } }],
		['Clock', { site: { ...WELL.site!, clockAhead: -61_000 } }]
	])('finds that %s is not well: %j', (name, more) => {
		expect(verdict(name, more)).toBe('bad');
	});

	it('lets a device that was enrolled at another address be', () => {
		const row = found('Address of the site', { origin: 'https://floor-1.local:7350', isEnrolled: true });
		expect(row?.verdict).toBe('ok');
		expect(row?.line).toContain('https://floor-1.local:7350');
	});

	it('waits for the app to be put on the device', () => {
		expect(verdict('Starts without a network', { isOffline: null })).toBe('unknown');
	});

	it('offers a tap where one helps', () => {
		expect(found('Camera', { camera: 'unasked' })).toMatchObject({ verdict: 'unknown', action: 'camera' });
		expect(found('Data kept', { storage: { ...WELL.storage, isKept: false } })?.action).toBe('keep');
		expect(found('Data kept', {})?.action).toBeUndefined();
	});

	it('shows how far the clock is off, in the words of the language', () => {
		expect(found('Clock', {})?.line).toContain('-3 s');
		inLocale('de', () => expect(found('Uhr', {})?.line).toContain('-3 s'));
	});
});
