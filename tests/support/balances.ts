import { expect } from 'vitest';
import type { Amount, Balance } from '#domain/batch/balance.ts';
import { add, compare, formatRational, ZERO, type Rational } from '#domain/kernel/quantity.ts';

const NAMES: { readonly [column in keyof Balance]: string } = {
	made: 'made',
	over: 'over',
	inHouse: 'in house',
	used: 'used',
	waste: 'waste',
	void: 'void',
	left: 'left'
};

/** `made 50 (50?) = in house 20 + used 30`: what is not zero, and how much of it is disputed. */
export function written(balance: Balance | null): string {
	if (balance === null) return 'unknown';
	const side = (columns: readonly (keyof Balance)[]): string =>
		columns
			.filter((column) => balance[column].total.n !== 0n)
			.map((column) => `${NAMES[column]} ${amount(balance[column])}`)
			.join(' + ') || 'nothing';
	return `${side(['made', 'over'])} = ${side(['inHouse', 'used', 'waste', 'void', 'left'])}`;
}

const amount = ({ total, disputed }: Amount): string =>
	formatRational(total) + (disputed.n === 0n ? '' : ` (${formatRational(disputed)}?)`);

const sumOf = (amounts: readonly Rational[]): Rational => amounts.reduce(add, ZERO);

/** It adds up, what counts and what is disputed alike. */
export function expectReconciled(balance: Balance): void {
	const { made, over, inHouse, used, waste, void: voided, left } = balance;
	for (const part of ['total', 'disputed'] as const) {
		const there = sumOf([made[part], over[part]]);
		const went = sumOf([inHouse, used, waste, voided, left].map((column) => column[part]));
		expect(formatRational(went), part).toBe(formatRational(there));
	}
	for (const column of Object.values(balance) as Amount[]) {
		expect(compare(column.disputed, ZERO)).toBeGreaterThanOrEqual(0);
		expect(compare(column.disputed, column.total)).toBeLessThanOrEqual(0);
	}
}
