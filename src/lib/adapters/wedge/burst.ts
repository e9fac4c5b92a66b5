import { parseLabel } from '#domain/label/label.ts';

/**
 * Tells a scanner that types from a person who types, by the times of the keys. Pure: fed with keys and times
 * (milliseconds, from `Event.timeStamp`: taken in the handler, a typist behind a busy page looks like a scanner), it says
 * what to do with each key and what a finished burst was.
 *
 * Scanners type 2 to 20 ms apart, with single holes up to about 150 ms; fast people 90 ms and more. Hence the median
 * decides, and the largest gap only bounds. Only where a scan begins among keys that a person was typing is a question of what
 * it says: a hole in a scan looks the same as the moment between two hands.
 */
export interface Burst {
	readonly text: string;
	/** How many of its first characters the page has got. */
	readonly passed: number;
	readonly gaps: readonly number[];
	readonly lastAt: number;
}

export type BurstEnd =
	/** A scanner: what the page got of it must be taken back. The keys before `from` were a person's, and the page has them. */
	| { readonly type: 'scan'; readonly text: string; readonly from: number; readonly at: number }
	/** A person: the characters kept back on suspicion belong to the page. */
	| { readonly type: 'typing'; readonly held: string };

export interface BurstStep {
	readonly burst: Burst;
	/** How the burst before this key ended, if it did. */
	readonly ended?: BurstEnd;
	/** Whether the page may have this key. */
	readonly key: 'pass' | 'hold';
}

export const SILENCE_MS = 200;

/** Nobody can know yet what the first keys are. */
const KEYS_LET_THROUGH = 3;
const MIN_KEYS = 6;
const MAX_MEDIAN_GAP_MS = 35;
const MAX_GAP_MS = 160;

export const noBurst: Burst = { text: '', passed: 0, gaps: [], lastAt: Number.NEGATIVE_INFINITY };

export function printableKey(burst: Burst, character: string, at: number): BurstStep {
	if (burst.text === '') return begin(character, at);
	const gap = at - burst.lastAt;
	if (gap > MAX_GAP_MS)
		return { ...begin(character, at), ...ending(gap >= SILENCE_MS ? verdict(burst) : typing(burst)) };

	const grown = { text: burst.text + character, gaps: [...burst.gaps, gap], lastAt: at };
	if (isSuspicious(grown)) {
		return { burst: { ...grown, passed: burst.passed }, key: 'hold' };
	}
	return { burst: { ...grown, passed: grown.text.length }, ...ending(typing(burst)), key: 'pass' };
}

/** Enter or Tab: kept from the page when it closes a scan, since it would submit a form or press the focused button. */
export function endKey(burst: Burst, at: number): BurstStep {
	const ended = verdict(burst);
	const isPartOfScan = ended?.type === 'scan' && at - burst.lastAt <= SILENCE_MS;
	return { burst: noBurst, ...ending(ended), key: isPartOfScan ? 'hold' : 'pass' };
}

/** A key that no scanner sends within a code: arrows, Backspace, a shortcut, a key held down until it repeats. */
export const foreignKey = (burst: Burst): BurstStep => ({ burst: noBurst, ...ending(typing(burst)), key: 'pass' });

/**
 * No key for `SILENCE_MS`, as far as the page was told. What is no scan may be the beginning of one whose other keys a busy
 * browser holds back: it goes on if their times say so.
 */
export function silence(burst: Burst): BurstStep {
	const ended = verdict(burst);
	const isOver = ended?.type === 'scan';
	return { burst: isOver ? noBurst : { ...burst, passed: burst.text.length }, ...ending(ended), key: 'pass' };
}

const begin = (character: string, at: number): BurstStep => ({
	burst: { text: character, passed: 1, gaps: [], lastAt: at },
	key: 'pass'
});

function verdict(burst: Burst): BurstEnd | undefined {
	const from = beginOfScan(burst);
	return from === undefined
		? typing(burst)
		: { type: 'scan', text: burst.text.slice(from).toUpperCase(), from, at: burst.lastAt };
}

/**
 * Where a scan begins that ends with the burst's last key. At the first key, unless what comes after a pause of a person's
 * is a label of ours and the whole is not, or the whole is too slow for a scanner.
 */
function beginOfScan({ text, gaps, passed }: Burst): number | undefined {
	const begins = [0, ...pauses(gaps)].filter((from) => from <= passed && text.length - from >= MIN_KEYS);
	const fast = begins.filter((from) => isMachineFast(gaps.slice(from)));
	const isOurs = (from: number): boolean => parseLabel(text.slice(from)).ok;
	return fast.find(isOurs) ?? (fast.includes(0) ? 0 : fast.find((from) => isEvenlyFast(gaps.slice(from))));
}

/** The keys that came after a gap longer than every one behind it. */
const pauses = (gaps: readonly number[]): number[] =>
	gaps.flatMap((gap, index) => {
		const rest = gaps.slice(index + 1);
		return gap > MAX_MEDIAN_GAP_MS && rest.every((later) => later < gap) ? [index + 1] : [];
	});

/** Fast from its first key, or since a pause: nobody types that many keys in a row so fast. */
function isSuspicious({ text, gaps }: Pick<Burst, 'text' | 'gaps'>): boolean {
	if (text.length <= KEYS_LET_THROUGH) return false;
	return isMachineFast(gaps) || isEvenlyFast(gaps.slice(-KEYS_LET_THROUGH));
}

const typing = (burst: Burst): BurstEnd | undefined =>
	burst.text.length > burst.passed ? { type: 'typing', held: burst.text.slice(burst.passed) } : undefined;

const ending = (ended: BurstEnd | undefined): { ended?: BurstEnd } => (ended ? { ended } : {});

const isMachineFast = (gaps: readonly number[]): boolean =>
	gaps.every((gap) => gap <= MAX_GAP_MS) && median(gaps) <= MAX_MEDIAN_GAP_MS;

const isEvenlyFast = (gaps: readonly number[]): boolean => gaps.every((gap) => gap <= MAX_MEDIAN_GAP_MS);

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
