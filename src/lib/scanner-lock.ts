import { withLock } from './locks.ts';
import { SCANNER_LOCK } from './names.ts';

/** Says that a scanner is open in this browser, to replication in its worker. Returns the release. */
export function holdScanner(): () => void {
	let release = (): void => undefined;
	const released = new Promise<void>((resolve) => (release = resolve));
	void withLock(SCANNER_LOCK, { mode: 'shared' }, () => released);
	return release;
}
