import type { CheckResult } from './kept-results.ts';

/** What a check found, for the sheet. */
export type OnResult = (outcome: CheckResult['outcome'], note: string) => void;
