import type { EntityId } from '../kernel/event.ts';
import {
	add,
	compare,
	inBaseUnits,
	multiply,
	ONE,
	subtract,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import type { ExceptionRule } from '../kernel/view.ts';
import type { Make } from './goods.ts';
import type { BatchVerdict } from './verdict.ts';

/**
 * Where what was made of a batch is, in base units of its kind:
 * made + over = inHouse + used + waste + void + left, of the totals and of the disputed parts alike. Nothing is lost between the
 * columns, whatever devices recorded without knowing of each other.
 */
export interface Balance {
	/** As made or corrected. Zero of what is only planned, and of a code that a lead found to be another batch's second one. */
	readonly made: Amount;
	/** Taken beyond what was there. */
	readonly over: Amount;
	readonly inHouse: Amount;
	/** Went into other batches. */
	readonly used: Amount;
	readonly waste: Amount;
	readonly void: Amount;
	/** Was still there when it was closed by hand, and less than a smallest unit that was used up. */
	readonly left: Amount;
}

/**
 * What is disputed of it: goods that somebody else was granted as well are there once and recorded twice, so that share of what
 * was made of them is doubtful wherever it went by now, used or not. What was taken beyond what was there is doubtful until a lead
 * decided, and so is as much of what was used. What is void counts for nothing, so there is nothing of it to decide.
 */
export interface Amount {
	readonly total: Rational;
	/** Zero to `total`. */
	readonly disputed: Rational;
}

/** The cases of taking more than was there. */
const ABOUT_OVER: readonly ExceptionRule[] = ['over', 'corrected', 'standing'];

/** Null while nobody knows what was made. */
export function balanceOf(verdict: BatchVerdict): Balance | null {
	const { make, maker, claims, closed, share, exceptions } = verdict;
	if (make === undefined) return null;
	const used = claims.list.reduce((sum, claim) => add(sum, claim.granted), ZERO);
	const isVoid = maker === undefined;
	const made = isRepeated(verdict) || (isOnlyPlanned(verdict) && used.n === 0n) ? ZERO : inBaseUnits(make.quantity);
	const there = isVoid ? ZERO : made;
	const over = compare(used, there) > 0 ? subtract(used, there) : ZERO;
	const rest = subtract(add(there, over), used);
	const isLeft = claims.usedUp !== null || closed?.how === 'hand';
	const where = make.grade === 'waste' ? 'waste' : isLeft ? 'left' : 'inHouse';

	const doubt = isVoid ? ZERO : subtract(ONE, share);
	const isOverOpen = exceptions.some(({ rule }) => ABOUT_OVER.includes(rule));
	const doubtfulOver = isOverOpen ? over : multiply(over, doubt);
	const amount = (total: Rational): Amount => ({ total, disputed: multiply(total, doubt) });
	const restIn = (column: typeof where): Amount => amount(where === column ? rest : ZERO);
	return {
		made: amount(made),
		over: { total: over, disputed: doubtfulOver },
		inHouse: restIn('inHouse'),
		used: { total: used, disputed: add(multiply(subtract(used, over), doubt), doubtfulOver) },
		waste: restIn('waste'),
		void: amount(isVoid ? made : ZERO),
		left: restIn('left')
	};
}

const isOnlyPlanned = ({ maker, began, closed }: BatchVerdict): boolean =>
	maker !== undefined && began === undefined && closed === undefined;

/** Its goods are counted once, with the batch that it turned out to be. Nothing killed its making: it was recorded before. */
const isRepeated = ({ maker, voided, boundTo }: BatchVerdict): boolean =>
	maker === undefined && voided === undefined && boundTo !== null;

export const NO_BALANCE: Balance = balanceFrom(() => ({ total: ZERO, disputed: ZERO }));

/** Column by column. Of one kind of quantity. */
export const sumOfBalances = (one: Balance, other: Balance): Balance =>
	balanceFrom((column) => ({
		total: add(one[column].total, other[column].total),
		disputed: add(one[column].disputed, other[column].disputed)
	}));

/** All batches of one item: the columns of `balance` add up. */
export interface ItemSum {
	readonly item: EntityId;
	/** In whose unit to show it. */
	readonly unit: Quantity;
	readonly batches: number;
	readonly balance: Balance;
}

/** By item and kind of quantity, in the order of the batches. What is not here is in no sum. */
export function sumsByItem(
	batches: readonly { readonly make: Make | null; readonly balance: Balance | null }[]
): ItemSum[] {
	const sums = new Map<string, ItemSum>();
	for (const { make, balance } of batches) {
		if (make === null || balance === null) continue;
		const key = `${make.item.id} ${make.quantity.kind}`;
		const sum = sums.get(key) ?? { item: make.item.id, unit: make.quantity, batches: 0, balance: NO_BALANCE };
		sums.set(key, { ...sum, batches: sum.batches + 1, balance: sumOfBalances(sum.balance, balance) });
	}
	return [...sums.values()];
}

function balanceFrom(amountIn: (column: keyof Balance) => Amount): Balance {
	return {
		made: amountIn('made'),
		over: amountIn('over'),
		inHouse: amountIn('inHouse'),
		used: amountIn('used'),
		waste: amountIn('waste'),
		void: amountIn('void'),
		left: amountIn('left')
	};
}
