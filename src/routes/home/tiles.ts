import type { Role } from '#domain/kernel/role.ts';
import { m } from '#paraglide/messages.js';
import { places, type Place } from '../shell/places.ts';

/** Every screen that people go to by themselves. */
export const allTiles = (): readonly Place[] => [
	...places().filter(({ href }) => href !== '/'),
	...more().filter(({ href }) => !places().some((place) => place.href === href))
];

const more = (): readonly Place[] => [
	{ href: '/decisions', word: m.home_decisions(), icon: 'question' },
	{ href: '/who', word: m.home_who_works(), icon: 'person' },
	{ href: '/hand-over', word: m.pin_hand_over(), icon: 'again' },
	{ href: '/clean', word: m.pin_clean(), icon: 'erase' },
	{ href: '/settings', word: m.home_device(), icon: 'keys' },
	{ href: '/demo', word: m.demo_tile(), icon: 'machine' }
];

/** What somebody in a role comes for, in that order. Roles sort the screens and close none. */
const BY_ROLE: Readonly<Record<Role, readonly string[]>> = {
	operator: ['/scan', '/stations', '/machines'],
	lead: ['/machines', '/decisions', '/runs', '/trace'],
	quality: ['/scan', '/decisions', '/runs', '/trace'],
	planner: ['/orders', '/runs', '/labels', '/machines'],
	admin: ['/admin', '/settings', '/sync']
};

export const tilesOf = (role: Role): readonly Place[] =>
	BY_ROLE[role].flatMap((href) => allTiles().find((tile) => tile.href === href) ?? []);
