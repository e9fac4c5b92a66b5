import type { Choice } from '#domain/decision/choices.ts';
import type { DecisionRefusal } from '#domain/decision/decide.ts';
import type { Counted } from '#domain/decision/preview.ts';
import type { Change } from '#domain/kernel/decision.ts';
import type { ExceptionRule } from '#domain/kernel/view.ts';
import { m } from '#paraglide/messages.js';
import { quantityText } from './quantity.ts';
import { sentences, stop, warning, type NameOf, type Words } from './words.ts';

export const countsSentence = (): string => m.words_decisions_count();

/** What the merge of histories left for a lead: seen by everybody, and in nobody’s way. */
export const decisionsWords = (decisions: number): Words => ({
	title: m.words_decisions_wait({ count: decisions }),
	line: countsSentence(),
	tone: 'neutral'
});

/** A way to settle a case, as a button says it. */
export interface ChoiceText {
	readonly label: string;
	/** What it comes to. */
	readonly detail: string;
}

/** `letterOf`: A, B, C for the records of the case. */
export function choiceText(
	choice: Choice,
	rule: ExceptionRule,
	letterOf: (fact: string) => string,
	nameOf: NameOf
): ChoiceText {
	switch (choice.choice) {
		case 'keep':
			return keepText(rule);
		case 'void':
			return voidText(choice, rule, letterOf);
		case 'untake':
			return {
				label: m.decisions_untake({ record: letterOf(choice.fact) }),
				detail: m.decisions_untake_detail()
			};
		case 'part':
			return choice.rival
				? { label: m.decisions_part_both(), detail: m.decisions_part_both_detail({ record: letterOf(choice.fact) }) }
				: { label: m.decisions_part_less({ record: letterOf(choice.fact) }), detail: m.decisions_part_less_detail() };
		case 'same':
			return { label: m.decisions_same(), detail: m.decisions_same_detail() };
		case 'relink':
			return {
				label: m.decisions_relink({ record: letterOf(choice.fact) }),
				detail: m.decisions_relink_detail()
			};
		case 'exchange':
			return {
				label: m.decisions_exchange({ record: letterOf(choice.facts[0] ?? ''), batch: nameOf(choice.to) }),
				detail: m.decisions_exchange_detail({ batch: nameOf(choice.to) })
			};
		case 'relabel':
			return { label: m.decisions_relabel(), detail: m.decisions_relabel_detail() };
		case 'unbind':
			return {
				label: m.decisions_unbind(),
				detail: m.decisions_unbind_detail({ batch: nameOf(choice.batch) })
			};
	}
}

function keepText(rule: ExceptionRule): ChoiceText {
	switch (rule) {
		case 'taken':
		case 'over':
			return { label: m.decisions_keep(), detail: m.decisions_keep_taken() };
		case 'init':
		case 'correction':
			return { label: m.decisions_keep(), detail: m.decisions_keep_first() };
		case 'closed':
			return { label: m.decisions_keep_both(), detail: m.decisions_keep_closed() };
		case 'hold':
			return { label: m.decisions_keep_both(), detail: m.decisions_keep_hold() };
		case 'countersign':
			return { label: m.decisions_countersign(), detail: m.decisions_countersign_detail() };
		case 'undo':
			return { label: m.decisions_keep_used(), detail: m.decisions_keep_undo() };
		default:
			return { label: m.decisions_keep(), detail: m.decisions_keep_detail() };
	}
}

function voidText(
	{ facts }: Extract<Choice, { readonly choice: 'void' }>,
	rule: ExceptionRule,
	letterOf: (fact: string) => string
): ChoiceText {
	const record = letterOf(facts[0]?.fact ?? '');
	if (rule === 'undo') return { label: m.decisions_void_all(), detail: m.decisions_void_all_detail() };
	if (rule === 'correction' || rule === 'corrected') {
		return { label: m.decisions_void_correction({ record }), detail: m.decisions_void_correction_detail() };
	}
	return { label: m.decisions_void({ record }), detail: m.decisions_void_detail() };
}

/** What a decision said, in a word or two. */
export function decidedText(changes: readonly Change[]): string {
	const [first] = changes;
	switch (first?.change) {
		case undefined:
			return m.decisions_said_keep();
		case 'void':
			return first.batch === null ? m.decisions_said_void() : m.decisions_said_untake();
		case 'part':
			return m.decisions_said_part({ quantity: quantityText(first.quantity) });
		case 'same':
			return m.decisions_said_same();
		case 'relink':
			return m.decisions_said_relink();
	}
}

/** One thing that reads otherwise after a decision. */
export interface Difference {
	readonly name: string;
	readonly before: string;
	readonly after: string;
}

/** What a decision changes of one batch. `before`: null for one that is new. */
export function differencesText(before: Counted | null, after: Counted, nameOf: NameOf): Difference[] {
	const open = (count: number): string => m.decisions_cases({ count });
	const amount = (quantity: Counted['made']): string => (quantity ? quantityText(quantity) : m.decisions_unknown());
	const all: Difference[] = [
		{ name: m.decisions_is(), before: isText(before, nameOf), after: isText(after, nameOf) },
		{ name: m.decisions_counts(), before: amount(before?.made ?? null), after: amount(after.made) },
		{ name: m.decisions_left(), before: amount(before?.remaining ?? null), after: amount(after.remaining) },
		{ name: m.decisions_open(), before: open(before?.open ?? 0), after: open(after.open) }
	];
	const isGone = after.isVoid || after.sameAs !== null;
	return all.filter((one, index) => one.before !== one.after && !(isGone && (index === 1 || index === 2)));
}

function isText(counted: Counted | null, nameOf: NameOf): string {
	if (counted === null) return m.decisions_is_not_there();
	if (counted.sameAs !== null) return m.decisions_is_same({ batch: nameOf(counted.sameAs) });
	return counted.isVoid ? m.decisions_is_void() : m.decisions_is_there();
}

export function decisionRefusalWords(refusal: Exclude<DecisionRefusal, { readonly type: 'ReasonMissing' }>): Words {
	const nothing = m.words_nothing_recorded();
	switch (refusal.type) {
		case 'NothingToDecide':
			return warning(m.words_decide_nothing_title(), m.words_decide_nothing_line());
		case 'NotToBeDecidedYet':
			return warning(m.words_decide_waiting_title(), sentences(m.words_decide_waiting_line(), nothing));
		case 'ChangesContradict':
			return stop(m.words_decide_contradict_title(), nothing);
		case 'MayNotDecide':
			return stop(m.words_decide_may_not_title(), sentences(m.words_decide_may_not_line(), nothing));
	}
}
