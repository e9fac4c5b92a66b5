import { CAMERA_QUIET_MS, type ScanSource } from '#ports/scanner.ts';

/**
 * One label seen by two scanners at once is one scan; each scanner holds back its own repeats. `at`: milliseconds since the
 * page's time origin.
 */
export function createEchoWatch(): (text: string, source: ScanSource, at: number) => boolean {
	let previous = { text: '', source: '', at: Number.NEGATIVE_INFINITY };
	return (text, source, at) => {
		const before = previous;
		previous = { text, source, at };
		return text === before.text && source !== before.source && at - before.at < CAMERA_QUIET_MS;
	};
}
