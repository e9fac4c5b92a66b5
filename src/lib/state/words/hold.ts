import type { HoldRefusal } from '#domain/hold/decide.ts';
import { printCode } from '#domain/kernel/code.ts';
import type { Occasion } from '#domain/kernel/occasion.ts';
import { m } from '#paraglide/messages.js';
import { byText } from './history.ts';
import { clockTime } from './time.ts';
import { sentences, stop, warning, type NameOf, type Words } from './words.ts';

/** Why something is on hold, since when and by whom, as far as it is known here. */
export function heldText(
	{ reason, placed }: { readonly reason: string | null; readonly placed: Occasion | null },
	nameOf: NameOf
): string {
	if (placed === null) return m.batch_hold_not_arrived();
	const said = { at: clockTime(placed.at), by: byText(placed.by, nameOf) };
	return reason === null ? m.batch_held_line(said) : m.batch_held_because({ reason, ...said });
}

export function holdRefusalWords(refusal: Exclude<HoldRefusal, { readonly type: 'ReasonMissing' }>): Words {
	const nothing = m.words_nothing_recorded();
	switch (refusal.type) {
		case 'NothingToHold':
			return stop(
				m.words_hold_nothing_title(),
				sentences(m.words_hold_nothing_line({ code: printCode(refusal.on) }), nothing)
			);
		case 'AlreadyOnHold':
			return warning(
				m.words_hold_already_title(),
				sentences(m.words_hold_already_line({ code: printCode(refusal.on) }), nothing)
			);
		case 'HoldUnknown':
			return stop(m.words_hold_unknown_title(), m.words_hold_unknown_line());
		case 'AlreadyReleased':
			return warning(m.words_hold_released_title(), m.words_hold_released_line());
		case 'MayNotRelease':
			return stop(m.words_hold_may_not_title(), sentences(m.words_hold_may_not_line(), nothing));
	}
}
