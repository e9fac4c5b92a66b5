import { codeKind, inGroups, parseCode, type Code, type CodeKind } from '../kernel/code.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** What a label says: a code of ours, and what kind of thing it names. */
export interface Label {
	readonly code: Code;
	readonly kind: CodeKind;
}

export type UnreadableLabel =
	| { readonly type: 'LabelEmpty' }
	| { readonly type: 'LabelTooLong' }
	| { readonly type: 'LabelForeign'; readonly shown: string } // another shape than our codes
	| { readonly type: 'LabelDamaged'; readonly shown: string } // ours, but the check character disagrees
	| { readonly type: 'LabelNewer'; readonly shown: string }; // ours, of a kind that only a newer version knows

/** No label that we should look at is longer. */
export const MAX_LABEL_LENGTH = 256;

/** `HTTPS://HOST/B/<CODE>` on larger labels, so that any phone's own camera opens the batch. Never opened from here. */
const LINK = /^https:\/\/[0-9a-z.:-]{1,64}\/b\/([0-9a-z]{10})$/i;

/** Reads scanned or typed text under a strict grammar. Everything else is foreign, however friendly it looks. */
export function parseLabel(text: string): Result<Label, UnreadableLabel> {
	if (text.length > MAX_LABEL_LENGTH) return err({ type: 'LabelTooLong' });
	const trimmed = text.trim();
	if (trimmed === '') return err({ type: 'LabelEmpty' });
	const written = LINK.exec(trimmed)?.[1] ?? trimmed;
	const parsed = parseCode(written);
	if (parsed.ok) return ok({ code: parsed.value, kind: codeKind(parsed.value) });
	const shown = parsed.error.type === 'NotOurs' ? shownText(trimmed) : inGroups(written);
	return err({ type: PROBLEMS[parsed.error.type], shown });
}

const PROBLEMS = { NotOurs: 'LabelForeign', Damaged: 'LabelDamaged', Newer: 'LabelNewer' } as const;

const SHOWN_LENGTH = 40;

/** Foreign text as a screen may show it: control, format and bidirectional characters visible as a dot, and short. */
export function shownText(text: string): string {
	const plain = text.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '·');
	const points = [...plain];
	return points.length > SHOWN_LENGTH ? `${points.slice(0, SHOWN_LENGTH).join('')}…` : plain;
}
