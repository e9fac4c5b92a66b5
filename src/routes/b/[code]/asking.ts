import type { UndoChain } from '#state/scanning/outcome.ts';
import type { StandingHold } from '../read-holds.ts';

/** What is done about a batch with a reason, while that is asked for. */
export type AskingWhy =
	| { readonly what: 'close' | 'void' | 'hold' | 'correct' | 'rework' | 'swap' }
	| { readonly what: 'release'; readonly hold: StandingHold };

/** What is being asked before something is recorded of a batch. */
export type Asking = AskingWhy | { readonly what: 'chain'; readonly chain: UndoChain };
