import type { LabelKind } from './format.ts';
import type { Drawing, SymbolForm } from './print-drawing.ts';
import type { LabelFacts, LabelWords, PrintWarning } from './print-parts.ts';
import { STOCK, type LabelStock } from './print-stock.ts';
import { TAGS } from './print-tag.ts';
import { TRAVELERS } from './print-traveler.ts';

export interface LabelDesign {
	readonly kind: LabelKind;
	readonly stock: LabelStock;
	/** What the symbol holds, where the stock has room for a choice. */
	readonly form: SymbolForm;
	readonly words: LabelWords;
}

export interface PrintedLabel {
	readonly drawing: Drawing;
	readonly warnings: readonly PrintWarning[];
}

/** One label, ready to be drawn. The design is one that is offered (`isOffered`); others have no layout and throw. */
export function printLabel(facts: LabelFacts, { kind, stock, form, words }: LabelDesign): PrintedLabel {
	const layOut = kind === 'tag' ? TAGS[stock] : TRAVELERS[stock];
	if (layOut === null) throw new RangeError(`no ${kind} on ${stock}`);
	const { marks, warnings } = layOut(facts, words, form);
	return { drawing: { ...STOCK[stock], marks }, warnings };
}
