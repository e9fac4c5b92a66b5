import { m } from '#paraglide/messages.js';
import { regional } from '#state/words/regional.ts';
import { warning, type Words } from '#state/words/words.ts';

/** What a browser that may clear its data means for this device; a warning only while something is nowhere else. */
export const mayClearWords = (unsent: number): Words =>
	unsent > 0
		? warning(m.storage_may_clear(), m.storage_may_clear_unsent())
		: { title: m.storage_may_clear(), line: m.storage_may_clear_sent(), tone: 'neutral' };

/** What the browser answered when it was asked to keep the data. */
export const answerWords = (isKept: boolean): Words =>
	isKept
		? { title: m.storage_kept(), line: m.storage_kept_line(), tone: 'ok' }
		: { title: m.storage_not_kept(), line: m.storage_not_kept_line(), tone: 'neutral' };

/** Bytes left at which a busy day could fill the rest. */
const LITTLE = 100_000_000;

/** Undefined while there is room enough, and where the browser does not say. */
export function lowSpaceWords(used: number | null, quota: number | null): Words | undefined {
	if (used === null || quota === null || quota - used > LITTLE) return undefined;
	return warning(m.storage_low(), m.storage_low_line({ free: sizeText(Math.max(0, quota - used)) }));
}

/** `12.3 MB`, `1.2 GB`. */
export function sizeText(bytes: number): string {
	const [amount, unit] = bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
	return `${oneDecimal().format(amount)}\u00a0${unit}`;
}

const oneDecimal = regional(
	(region) => new Intl.NumberFormat(region, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
);
