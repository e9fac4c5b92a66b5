import { findTroubles, type Findings, type Trouble } from './health.ts';
import { healthFormat } from './health-format.ts';
import { healthTexts } from './health-languages.ts';
import type { Log } from './log.ts';

/** Whoever finds these tells the log at once. */
const TOLD: readonly Trouble['kind'][] = ['writing', 'damaged', 'certificate', 'address', 'clock set'];

/** Tells the log of each kind of trouble when it begins, and when there is none any more. Returns what looks once. */
export function createHealthLog(log: Log): (findings: Findings) => void {
	let known: ReadonlySet<string> = new Set();
	return (findings) => {
		const troubles = findTroubles(findings).filter(({ kind }) => !TOLD.includes(kind));
		const format = healthFormat('en', findings.at);
		for (const trouble of troubles) {
			if (!known.has(trouble.kind)) log.warn(healthTexts('en').trouble(trouble, format), { trouble: trouble.kind });
		}
		if (known.size > 0 && troubles.length === 0) log.info('nothing to look at any more');
		known = new Set(troubles.map(({ kind }) => kind));
	};
}
