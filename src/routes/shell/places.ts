import type { IconName } from '#ui/icons.ts';

export interface Place {
	readonly href: string;
	readonly word: string;
	readonly icon: IconName;
}

/** The screens people go to, in the order of a day. */
export const PLACES: readonly Place[] = [
	{ href: '/', word: 'Home', icon: 'home' },
	{ href: '/scan', word: 'Scan', icon: 'scan' },
	{ href: '/stations', word: 'Stations', icon: 'station' },
	{ href: '/runs', word: 'Runs', icon: 'run' },
	{ href: '/labels', word: 'Labels', icon: 'label' },
	{ href: '/sync', word: 'Sync', icon: 'cloud' },
	{ href: '/admin', word: 'Set-up', icon: 'setup' }
];

export const isAt = (href: string, path: string): boolean =>
	href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
