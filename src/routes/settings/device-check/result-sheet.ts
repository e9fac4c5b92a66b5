import { clockTime } from '#state/words/time.ts';
import { m } from '#paraglide/messages.js';
import type { CheckResult, CheckResults } from './kept-results.ts';
import { seenText } from './seen.ts';
import { checkTitle, type CheckName } from './steps.ts';

/** The device that was checked. */
export interface CheckedDevice {
	readonly name: string;
	readonly number: string;
	readonly profile: string;
	readonly browser: string;
}

export function outcomeText(result: CheckResult | undefined): string {
	switch (result?.outcome) {
		case 'good':
			return m.devicecheck_good();
		case 'look':
			return m.devicecheck_look();
		case 'skipped':
			return m.devicecheck_skipped();
		case undefined:
			return m.devicecheck_open_yet();
	}
}

/** The sheet as a text file, for the folder in which an installer keeps them. */
export function sheetText(
	{ name, number, profile, browser }: CheckedDevice,
	checks: readonly CheckName[],
	results: CheckResults,
	now: number
): string {
	const lines = checks.map((check) => {
		const result = results[check];
		const when = result && result.outcome !== 'skipped' ? clockTime(result.at, now) : '';
		return [checkTitle(check), outcomeText(result), when, result && seenText(result.seen)].filter(Boolean).join(' · ');
	});
	return [m.devicecheck_sheet(), `${name} · ${number} · ${profile}`, browser, '', ...lines, ''].join('\n');
}
