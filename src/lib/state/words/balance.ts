import type { Balance } from '#domain/batch/balance.ts';
import { m } from '#paraglide/messages.js';

export interface BalanceColumn {
	readonly column: keyof Balance;
	readonly name: string;
}

/** What was there, and then where it is: both sides come to the same. */
export const balanceSides = (): readonly (readonly BalanceColumn[])[] => [
	[
		{ column: 'made', name: m.family_made() },
		{ column: 'over', name: m.family_over() }
	],
	[
		{ column: 'inHouse', name: m.family_in_house() },
		{ column: 'used', name: m.family_used() },
		{ column: 'waste', name: m.family_waste() },
		{ column: 'void', name: m.family_void() },
		{ column: 'left', name: m.family_left() }
	]
];
