import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Table } from '#domain/kernel/table.ts';
import type { Role } from '#domain/kernel/role.ts';
import type { Store } from '#ports/store.ts';
import type { Dice } from './random.ts';

/** What a person sees at a tab before doing something. */
export const rowsOf = async <Row>(store: Store, table: Table<Row>): Promise<Row[]> => {
	try {
		return await store.read((reader) => reader.range(table));
	} catch {
		// The tab died under the person's hands.
		return [];
	}
};

/** One of the first of a list, the earlier the likelier: people who do not know of each other meet on the same ones. */
export const oneOfFirst = <Member>(list: readonly Member[], dice: Dice, most: number): Member | undefined =>
	list[Math.floor(dice.next() ** 2 * Math.min(list.length, most))];

/** Few enough that two people sometimes write the same. */
export const words = (dice: Dice): string =>
	`${dice.pick(['left', 'right', 'old', 'new', 'Ünïcode 中'])} ${dice.between(1, 9)}`;

/** The badge of somebody who may, as far as is known at this tab; now and then of anybody. */
export async function badgeOf(store: Store, roles: readonly Role[], dice: Dice): Promise<Code | undefined> {
	const people = (await rowsOf(store, definitions.person.table)).filter(({ archived }) => !archived);
	const allowed = people.filter((one) => one.roles.some((role) => roles.includes(role)));
	const candidates = allowed.length > 0 && dice.chance(0.95) ? allowed : people;
	return candidates.length === 0 ? undefined : dice.pick(candidates).id;
}
