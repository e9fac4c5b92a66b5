import {
	divide,
	formatRational,
	multiply,
	rational,
	wireValue,
	type Quantity,
	type QuantityKind,
	type Rational
} from '../kernel/quantity.ts';

/** A unit of measure: its exact ratio to the base unit of its kind. Ratios are never edited, only superseded. */
export interface Unit {
	readonly name: string;
	readonly kind: QuantityKind;
	readonly ratio: Rational;
	/** The smallest countable step, in this unit: less than one left counts as used up. */
	readonly smallest: Rational;
}

const unit = (name: string, kind: QuantityKind, ratio: Rational, smallest: Rational): Unit => ({
	name,
	kind,
	ratio,
	smallest
});

const one = rational(1n);
const thousandth = rational(1n, 1000n);

/** Base units: piece, gram, millimetre, millilitre, second, square millimetre. Pound, ounce, inch and foot by their legal definitions. */
export const UNITS: readonly Unit[] = [
	unit('pcs', 'count', one, one),
	unit('pairs', 'count', rational(2n), rational(1n, 2n)),
	unit('dozen', 'count', rational(12n), rational(1n, 12n)),
	unit('g', 'mass', one, one),
	unit('kg', 'mass', rational(1000n), thousandth),
	unit('t', 'mass', rational(1_000_000n), thousandth),
	unit('oz', 'mass', rational(45_359_237n, 1_600_000n), rational(1n, 100n)),
	unit('lb', 'mass', rational(45_359_237n, 100_000n), rational(1n, 100n)),
	unit('mm', 'length', one, one),
	unit('cm', 'length', rational(10n), rational(1n, 10n)),
	unit('m', 'length', rational(1000n), thousandth),
	unit('in', 'length', rational(127n, 5n), rational(1n, 100n)),
	unit('ft', 'length', rational(1524n, 5n), rational(1n, 100n)),
	unit('ml', 'volume', one, one),
	unit('l', 'volume', rational(1000n), thousandth),
	unit('s', 'time', one, one),
	unit('min', 'time', rational(60n), rational(1n, 60n)),
	unit('h', 'time', rational(3600n), rational(1n, 3600n)),
	unit('mm2', 'area', one, one),
	unit('m2', 'area', rational(1_000_000n), thousandth)
];

const unitsByName = new Map(UNITS.map((known) => [known.name, known]));

export const findUnit = (name: string): Unit | undefined => unitsByName.get(name);

/** The smallest countable step of a quantity's unit; of one that is not known here the unit itself. */
export const smallestOf = ({ unit: name }: Quantity): Rational => findUnit(name)?.smallest ?? one;

/** The nearest quantity that can be counted out and is not less (`up`), or not more (`down`). Not of what is below zero. */
export function rounded(quantity: Quantity, way: 'up' | 'down'): Quantity {
	const smallest = smallestOf(quantity);
	const { n, d } = divide(wireValue(quantity.amount), smallest);
	const steps = way === 'up' ? (n + d - 1n) / d : n / d;
	return { ...quantity, amount: formatRational(multiply(rational(steps), smallest)) };
}

export const unitsOfKind = (kind: QuantityKind): readonly Unit[] => UNITS.filter((known) => known.kind === kind);

/** `amount` of a unit as records carry it, the ratio pinned. */
export const quantityIn = ({ name, kind, ratio }: Unit, amount: Rational): Quantity => ({
	amount: formatRational(amount),
	unit: name,
	kind,
	ratio: formatRational(ratio)
});
