import type { Device, Place } from '../devices.ts';
import type { LookName } from '../looks.ts';
import type { ProfileName } from '../profiles.ts';
import type { SiteContents } from '../sites.ts';

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

export interface StateOptions extends Options {
	readonly place?: Place;
	readonly isOffline?: boolean;
	readonly looks?: readonly LookName[];
}

export const ALL: readonly ProfileName[] = ['phone', 'kiosk', 'office'];
export const FLOOR: readonly ProfileName[] = ['phone', 'kiosk'];
export const EVERY_LOOK: readonly LookName[] = ['light', 'dark', 'large', 'german'];

/** Where letters are long, and nothing else differs. */
export const WORDS: readonly LookName[] = ['light', 'german'];

/** A screen that needs nothing of the site to have an address. */
export const screen = (name: string, path: string, options: Options = {}): Scene[] => states(name, () => path, options);

/** A screen of something that a site has: a new site has none of it. */
export const about = (name: string, path: (site: SiteContents) => string, options: Options = {}): Scene[] =>
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
export const after = (
	name: string,
	state: string,
	path: (site: SiteContents) => string,
	act: Scene['act'],
	options: StateOptions = {}
): Scene => ({
	screen: name,
	state,
	place: options.place ?? 'mill',
	path: (site) => path(need(site)),
	act,
	isOffline: options.isOffline ?? false,
	camera: options.camera ?? false,
	profiles: options.profiles ?? FLOOR,
	looks: options.looks ?? EVERY_LOOK
});

/** A screen as the sample factory has it. */
export const inDemo = (name: string, path: string): Scene => ({
	...stranger(name, path),
	state: 'in the demo',
	place: 'demo',
	profiles: ['phone', 'office']
});

/** A screen as whoever has never been here sees it. */
export const stranger = (name: string, path: string): Scene => ({
	screen: name,
	state: 'stranger',
	place: 'stranger',
	path: () => path,
	isOffline: false,
	camera: false,
	profiles: ALL,
	looks: EVERY_LOOK
});

function need(site: SiteContents | undefined): SiteContents {
	if (site === undefined) throw new Error('a new site has none of it');
	return site;
}
