import type { BatchRow } from '../batch/views.ts';
import type { EntityId } from '../kernel/event.ts';
import {
	add,
	inBaseUnits,
	multiply,
	rational,
	subtract,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';

/**
 * What goods are, each once: seconds and waste are what somebody sorted out, wherever they are by now; firsts are done only when
 * their batch is closed.
 */
export const GOODS_PARTS = ['firsts', 'seconds', 'waste', 'inProcess', 'created', 'voided'] as const;
export type GoodsPart = (typeof GOODS_PARTS)[number];

export function partOf({ state, voided, grade }: BatchRow): GoodsPart {
	if (voided !== null) return 'voided';
	if (state === 'created') return 'created';
	if (grade !== 'firsts') return grade;
	return state === 'open' ? 'inProcess' : 'firsts';
}

/**
 * It stands for goods, or for goods that were planned. What was used up goes on in what was made of it, and what an undo took back
 * was never there.
 */
export const standsForGoods = ({ origin, voided, closed, boundTo }: BatchRow): boolean =>
	closed?.how !== 'used' && boundTo === null && (voided === null || origin === 'planned');

/** What of a batch is there: what was not taken of it; of a void one what it would have been. Null while nobody knows. */
export const thereOf = ({ remaining, quantity, voided }: BatchRow): Quantity | null =>
	voided === null ? (remaining ?? quantity) : quantity;

export type PartAmounts = Readonly<Record<GoodsPart, Rational>>;

/** Goods of one item, in base units of its kind, exact. */
export interface ItemGoods {
	readonly item: EntityId;
	/** A quantity in the item's unit, to print these amounts in. */
	readonly unit: Quantity;
	readonly batches: number;
	/** What counts. */
	readonly parts: PartAmounts;
	/** What somebody else was granted as well: it counts in no part until a lead has decided. */
	readonly disputed: Rational;
	/** All parts and what is disputed. */
	readonly total: Rational;
}

export interface RunGoods {
	/** In the order of the work. */
	readonly items: readonly ItemGoods[];
	/** Batches of which nobody here knows yet what they hold. */
	readonly unknown: number;
}

interface Alike {
	readonly row: BatchRow;
	readonly there: Quantity;
	count: number;
}

/**
 * The goods that a run's batches stand for. Batches that are alike, as most of a run are, are reckoned with once. `steps`: of the run,
 * in the order of the work.
 */
export function goodsIn(rows: readonly BatchRow[], steps: readonly EntityId[] = []): RunGoods {
	const alike = new Map<string, Alike>();
	const places = new Map<EntityId, number>();
	let unknown = 0;
	for (const row of rows) {
		if (!standsForGoods(row)) continue;
		if (row.item !== null) {
			const place = row.began?.step ? steps.indexOf(row.began.step.id) : -1;
			places.set(row.item.id, Math.min(place, places.get(row.item.id) ?? place));
		}
		const there = thereOf(row);
		if (there === null || row.item === null) {
			unknown++;
			continue;
		}
		const key = [row.item.id, there.kind, there.ratio, there.amount, partOf(row), row.share].join(' ');
		const known = alike.get(key);
		if (known) known.count++;
		else alike.set(key, { row, there, count: 1 });
	}
	const items = new Map<string, ItemGoods>();
	for (const { row, there, count } of alike.values()) {
		const item = row.item?.id ?? '';
		const key = `${item} ${there.kind}`;
		const sum = items.get(key) ?? { item, unit: there, batches: 0, parts: NO_PARTS, disputed: ZERO, total: ZERO };
		const amount = multiply(inBaseUnits(there), rational(BigInt(count)));
		const counted = row.voided === null ? multiply(amount, wireValue(row.share)) : amount;
		const part = partOf(row);
		items.set(key, {
			...sum,
			batches: sum.batches + count,
			parts: { ...sum.parts, [part]: add(sum.parts[part], counted) },
			disputed: add(sum.disputed, subtract(amount, counted)),
			total: add(sum.total, amount)
		});
	}
	const placeOf = ({ item }: ItemGoods): number => places.get(item) ?? -1;
	return { items: [...items.values()].sort((a, b) => placeOf(a) - placeOf(b)), unknown };
}

const NO_PARTS: PartAmounts = {
	firsts: ZERO,
	seconds: ZERO,
	waste: ZERO,
	inProcess: ZERO,
	created: ZERO,
	voided: ZERO
};
