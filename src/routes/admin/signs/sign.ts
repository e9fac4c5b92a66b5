import type { Code } from '#domain/kernel/code.ts';
import type { NameOf } from '#state/words/words.ts';
import type { AnyRow, Kind } from '../kinds/kind.ts';

/** What stands on a printed sign or badge. */
export interface SignText {
	readonly code: Code;
	readonly size: 'sign' | 'badge';
	readonly kind: string;
	readonly name: string;
	/** What scanning it does. */
	readonly does: string;
}

/** Undefined for what has no sign. */
export const signOf = (kind: Kind, row: AnyRow, nameOf: NameOf): SignText | undefined =>
	kind.sign && {
		code: row.id,
		size: kind.sign.size,
		kind: kind.words.one(),
		name: nameOf(row.id),
		does: kind.sign.does(row)
	};

/** Em of a sign's name: as large as its longest word allows, since names are read from afar, and whole names before large ones. */
export function nameSize(name: string): number {
	const letters = [...name].length;
	const longest = Math.max(...name.split(/[\s-]+/).map((word) => [...word].length));
	return Math.max(0.8, Math.min(letters > 60 ? 1.1 : letters > 24 ? 1.5 : 2, 17 / longest));
}

/** Signs that fit on a sheet: what of A4 and Letter is printable in common, inside margins of 10 mm. */
export const ON_A_SHEET = { sign: 2, badge: 8 } as const;

/** `signs` on the sheets they are printed on. */
export function sheetsOf(signs: readonly SignText[]): readonly (readonly SignText[])[] {
	const most = ON_A_SHEET[signs[0]?.size ?? 'sign'];
	return Array.from({ length: Math.ceil(signs.length / most) }, (_, sheet) =>
		signs.slice(sheet * most, (sheet + 1) * most)
	);
}
