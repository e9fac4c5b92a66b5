import type { SiteContents } from '../sites.ts';
import { about, after, ALL, screen, type Scene } from './scene.ts';

const machine = (site: SiteContents): string => `/machines/${site.machine}`;

export const MACHINES: readonly Scene[] = [
	...screen('machines', '/machines', { offline: true }),
	...about('machine', machine, { offline: true }),
	after(
		'machine',
		'asked why',
		machine,
		({ page }) => page.getByRole('button', { name: /Record a stop|Stillstand erfassen/ }).click(),
		{ profiles: ALL }
	),
	...about('machine down', ({ stoppedMachine }) => `/machines/${stoppedMachine}`, { offline: true })
];
