import type { CheckResult } from './kept-results.ts';
import type { Seen } from './seen.ts';

/** What a check found, for the sheet. */
export type OnResult = (outcome: CheckResult['outcome'], seen: Seen) => void;
