import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { failing, press, showing } from './acts.ts';
import { exporting } from './exports.ts';
import { about, after, ALL, screen, WORDS, type Scene } from './scene.ts';

const trace = (): string => '/trace';
const ofRun = (site: SiteContents): string => `/trace?run=${site.run}`;
const ofBatch = ({ families }: SiteContents): string => `/trace?batch=${families.sorted}`;
const everAt = ({ machine }: SiteContents): string =>
	`/trace?from=2020-01-01T00:00&to=2099-01-01T00:00&machine=${machine}`;

const askTime = press('fieldset label >> nth=1');
const hold = press('.page > footer button');

export const TRACE: readonly Scene[] = [
	...screen('trace', '/trace', { offline: true }),
	after('trace', 'ask time', trace, askTime, { profiles: ALL }),
	after('trace', 'nothing asked', trace, press('main form button[type=submit]'), { profiles: ALL, looks: WORDS }),
	after('trace', 'time reversed', trace, reverseTime, { profiles: ALL, looks: WORDS }),
	...about('trace batch', ofBatch, { offline: true }),
	...about('trace disputed', ({ families }) => `/trace?batch=${families.doubted}`, { without: ['long'] }),
	...about('trace run', ofRun),
	...about('trace order', ({ orders }) => `/trace?order=${orders.issued}`),
	...about('trace time', everAt, { without: ['long'] }),
	...screen('trace unknown', `/trace?batch=${mintCode('b', deviceNumber(950), 7_000)}`, { without: ['empty', 'long'] }),
	...screen('trace nothing', '/trace?from=2020-01-01T00:00&to=2020-01-02T00:00', { without: ['long'] }),
	after('trace', 'batches', ofBatch, showing('section.batches'), { profiles: ALL }),
	after('trace', 'sums', ofBatch, showing('.page > section >> nth=2'), { profiles: ['phone'] }),
	after('trace', 'devices', ofBatch, press('.hearing summary'), { profiles: ALL, looks: WORDS }),
	after('trace', 'ask again', ofBatch, press('.tools button'), { profiles: ALL, looks: WORDS }),
	after('trace', 'hold', ofRun, hold, { profiles: ALL }),
	after('trace', 'held', ({ families }) => `/trace?batch=${families.doubted}`, holdAll, {
		profiles: ['phone'],
		looks: ['light']
	}),
	after('trace', 'cannot be read', trace, failing('batches', ofBatch), { profiles: ALL, looks: WORDS }),
	...exporting('trace', ofBatch)
];

async function reverseTime(device: Device): Promise<void> {
	await askTime(device);
	const [from, to] = [
		device.page.locator('input[type=datetime-local]').first(),
		device.page.locator('input[type=datetime-local]').last()
	];
	await from.fill('2026-11-20T14:00');
	await to.fill('2026-11-20T06:00');
	await press('main form button[type=submit]')(device);
}

async function holdAll(device: Device): Promise<void> {
	await hold(device);
	await press('form .tiles button')(device);
	await press('form .buttons .primary')(device);
	await device.page.locator('main .notice.ok').waitFor();
}
