import { m } from '#paraglide/messages.js';
import type { IconName } from '#ui/icons.ts';

export interface Place {
	readonly href: string;
	readonly word: string;
	readonly icon: IconName;
}

/** The screens people go to, in the order of a day. */
export const places = (): readonly Place[] => [
	{ href: '/', word: m.shell_home(), icon: 'home' },
	{ href: '/scan', word: m.shell_scan(), icon: 'scan' },
	{ href: '/stations', word: m.shell_stations(), icon: 'station' },
	{ href: '/machines', word: m.shell_machines(), icon: 'machine' },
	{ href: '/orders', word: m.shell_orders(), icon: 'order' },
	{ href: '/runs', word: m.shell_runs(), icon: 'run' },
	{ href: '/trace', word: m.shell_trace(), icon: 'trace' },
	{ href: '/labels', word: m.shell_labels(), icon: 'label' },
	{ href: '/sync', word: m.shell_sync(), icon: 'cloud' },
	{ href: '/admin', word: m.shell_set_up(), icon: 'setup' }
];

export const isAt = (href: string, path: string): boolean =>
	href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);

/** Screens that record what is scanned, or show it in place. */
export const isDesk = (path: string): boolean => isAt('/scan', path) || /^\/stations\/[^/]+$/.test(path);

/** Screens between two pieces of work: the way home, and where one person leaves and the next one comes. */
export const isRestPlace = (path: string): boolean => ['/', '/who', '/sign-in'].includes(path);

/** Screens that there is something on before the device belongs to a site. */
export const isBeforeEnrolment = (path: string): boolean => path === '/enrol' || path === '/check';
