import type { Size } from './plan.ts';

/**
 * Seeds of histories that once failed, and what was wrong. They run with every test. A seed draws its history by the acts and
 * troubles that there are, so that an old one tells another story after these have changed.
 */
export const CORPUS: readonly { readonly seed: number; readonly size: Size; readonly caught: string }[] = [
	{
		seed: 5054,
		size: 'full',
		caught: 'a text erased at the server while its author was in its first sync stayed there for ever'
	},
	{
		seed: 60060,
		size: 'small',
		caught: 'a chain was taken back without what stood on a batch of it that had been made void: the undo held nowhere'
	},
	{
		seed: 50879,
		size: 'small',
		caught: 'an erased text came back with the backup of a lost device, on the device that brought it'
	},
	{
		seed: 803750,
		size: 'small',
		caught: 'an enrolment that was answered late left another device’s cookie: what came after it was refused for good'
	}
];
