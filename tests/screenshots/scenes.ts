import type { Code } from '#domain/kernel/code.ts';
import { cardOf, scanUntil } from '../support/floor-screens.ts';
import type { Device, Place } from './devices.ts';
import type { LookName } from './looks.ts';
import type { ProfileName } from './profiles.ts';
import type { SiteContents } from './sites.ts';

/** One state of one screen. */
export interface Scene {
	readonly screen: string;
	readonly state: string;
	readonly place: Place;
	readonly path: (site: SiteContents | undefined) => string;
	/** What a person does there before the picture is taken. */
	readonly act?: ((device: Device, site: SiteContents) => Promise<void>) | undefined;
	readonly isOffline: boolean;
	readonly camera: boolean;
	readonly profiles: readonly ProfileName[];
	readonly looks: readonly LookName[];
}

interface Options {
	readonly profiles?: readonly ProfileName[];
	/** States that make no sense here. */
	readonly without?: readonly ('empty' | 'long')[];
	/** What it shows does not come from this device alone, or it sends something. */
	readonly offline?: boolean;
	readonly camera?: boolean;
}

const ALL: readonly ProfileName[] = ['phone', 'kiosk', 'office'];
const FLOOR: readonly ProfileName[] = ['phone', 'kiosk'];
const EVERY_LOOK: readonly LookName[] = ['light', 'dark', 'large', 'german'];

/** A screen that needs nothing of the site to have an address. */
const screen = (name: string, path: string, options: Options = {}): Scene[] => states(name, () => path, options);

/** A screen of something that a site has: a new site has none of it. */
const about = (name: string, path: (site: SiteContents) => string, options: Options = {}): Scene[] =>
	states(name, (site) => path(need(site)), { ...options, without: ['empty', ...(options.without ?? [])] });

function states(name: string, path: Scene['path'], options: Options): Scene[] {
	const { profiles = ALL, without = [], offline = false, camera = false } = options;
	const common = { screen: name, path, isOffline: false, camera, profiles };
	const all: Scene[] = [
		{ ...common, state: 'filled', place: 'mill', looks: EVERY_LOOK },
		{ ...common, state: 'empty', place: 'empty', looks: ['light'] },
		{ ...common, state: 'long', place: 'long', looks: ['light', 'large'] },
		...(offline ? [{ ...common, state: 'offline', place: 'mill', looks: ['light'], isOffline: true } as const] : [])
	];
	return all.filter(({ state }) => !without.some((left) => left === state));
}

/** A state that somebody has to bring about. */
const after = (
	name: string,
	state: string,
	path: (site: SiteContents) => string,
	act: Scene['act'],
	options: Options & { readonly place?: Place; readonly isOffline?: boolean; readonly looks?: readonly LookName[] } = {}
): Scene => ({
	screen: name,
	state,
	place: options.place ?? 'mill',
	path: (site) => path(need(site)),
	act,
	isOffline: options.isOffline ?? false,
	camera: options.camera ?? false,
	profiles: options.profiles ?? FLOOR,
	looks: options.looks ?? ['light', 'dark', 'large', 'german']
});

function need(site: SiteContents | undefined): SiteContents {
	if (site === undefined) throw new Error('a new site has none of it');
	return site;
}

const scanning =
	(pick: (site: SiteContents) => Code, answer = '') =>
	async ({ page, wedge }: Device, site: SiteContents): Promise<void> => {
		const code = pick(site);
		await scanUntil(
			wedge,
			code,
			answer === '' ? cardOf(page, code) : page.getByRole('alert').filter({ hasText: answer })
		);
	};

const nextPlanned = ({ planned }: SiteContents): Code => taken(planned);
const nextMovable = ({ movable }: SiteContents): Code => taken(movable);
const nextUndecided = ({ undecided }: SiteContents): Code => taken(undecided);

function taken(codes: Code[]): Code {
	const code = codes.shift();
	if (code === undefined) throw new Error('the site has too few batches for all these pictures');
	return code;
}

const station = (site: SiteContents): string => `/stations/${site.station}`;
const dyehouse = (site: SiteContents): string => `/stations/${site.dyehouse}`;

/** Every screen in every state, in the order of a day. A new screen is one line. */
export const SCENES: readonly Scene[] = [
	{
		...stranger('welcome', '/'),
		looks: EVERY_LOOK
	},
	{
		...stranger('enrol', '/enrol'),
		looks: EVERY_LOOK
	},
	inDemo('demo', '/demo'),
	inDemo('demo labels', '/demo/labels'),
	inDemo('home', '/'),
	inDemo('runs', '/runs'),
	...screen('home', '/', { offline: true }),
	...screen('who', '/who'),
	...screen('scan', '/scan', { profiles: FLOOR, camera: true, without: ['long'] }),
	...screen('stations', '/stations'),
	...about('station', station, { profiles: FLOOR, offline: true }),
	after('station', 'recorded', station, scanning(nextPlanned)),
	after('station', 'recorded offline', station, scanning(nextPlanned), { isOffline: true, looks: ['light'] }),
	after(
		'station',
		'duplicate',
		station,
		async (device, site) => {
			const code = nextPlanned(site);
			await scanning(() => code)(device, site);
			await device.page.waitForTimeout(600);
			await scanUntil(device.wedge, code, cardOf(device.page, code).filter({ hasText: 'Already' }));
		},
		{ looks: ['light', 'dark', 'large'] }
	),
	after(
		'station',
		'refused',
		station,
		scanning((site) => site.misplaced)
	),
	after(
		'station',
		'refused closed',
		station,
		scanning((site) => site.closed),
		{ looks: ['light', 'german'] }
	),
	after('station', 'question', station, async ({ page, wedge }, site) => {
		await scanUntil(wedge, nextUndecided(site), page.getByRole('alert'));
	}),
	after('station', 'long recorded', station, scanning(nextPlanned), { place: 'long', looks: ['light', 'large'] }),
	...about('move station', dyehouse, { profiles: FLOOR }),
	after('move station', 'recorded', dyehouse, scanning(nextMovable)),
	after(
		'move station',
		'refused done',
		dyehouse,
		scanning((site) => site.closed),
		{ looks: ['light', 'german'] }
	),
	after('move station', 'refused not started', dyehouse, scanning(nextPlanned), { looks: ['light', 'german'] }),
	...about('batch', (site) => `/b/${site.opened}`, { offline: true }),
	...about('batch created', (site) => `/b/${site.planned.at(-1) ?? ''}`, { without: ['long'] }),
	...about('batch closed', (site) => `/b/${site.closed}`, { without: ['long'] }),
	...about('batch moved', (site) => `/b/${site.moved}`, { without: ['long'] }),
	...about('batch disputed', (site) => `/b/${site.disputed}`),
	...about('batch void', (site) => `/b/${site.voided}`, { without: ['long'] }),
	...screen('batch unknown', '/b/b7k00000aa', { without: ['empty', 'long'] }),
	...screen('machines', '/machines', { offline: true }),
	...about('machine', (site) => `/machines/${site.machine}`, { offline: true }),
	...screen('runs', '/runs', { offline: true }),
	...about('run', (site) => `/runs/${site.run}`),
	...about('run cancelled', (site) => `/runs/${site.cancelledRun}`, { without: ['long'] }),
	...screen('new run', '/runs/new'),
	...screen('labels', '/labels'),
	...about('run labels', (site) => `/labels?run=${site.run}`),
	...screen('decisions', '/decisions'),
	...screen('sync', '/sync', { offline: true }),
	...screen('demo', '/demo', { without: ['empty', 'long'] }),
	...screen('settings', '/settings', { without: ['empty', 'long'] }),
	...screen('set-up', '/admin', { without: ['long'] }),
	...screen('items', '/admin/items'),
	...about('item', (site) => `/admin/items/${site.item}`),
	...about('step', (site) => `/admin/steps/${site.step}`),
	...screen('machine list', '/admin/machines', { without: ['long'] }),
	...about('flow', (site) => `/admin/flows/${site.flow}`),
	...about('station settings', (site) => `/admin/stations/${site.station}`),
	...screen('people', '/admin/people'),
	...screen('no such page', '/nowhere', { without: ['empty', 'long'] })
];

function inDemo(name: string, path: string): Scene {
	return {
		...stranger(name, path),
		state: 'in the demo',
		place: 'demo',
		profiles: ['phone', 'office'],
		looks: EVERY_LOOK
	};
}

function stranger(name: string, path: string): Omit<Scene, 'looks'> {
	return {
		screen: name,
		state: 'stranger',
		place: 'stranger',
		path: () => path,
		isOffline: false,
		camera: false,
		profiles: ALL
	};
}
