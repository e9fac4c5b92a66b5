import { describe, expect, it } from 'vitest';
import { endKey, foreignKey, noBurst, printableKey, silence, SILENCE_MS, type BurstStep } from './burst.ts';

type Press = readonly [key: string, at: number];

/** Feeds keys as a page with one text field would: what ended up in the field, and which scans came out. */
function play(presses: readonly Press[]): { field: string; scans: string[]; enters: number } {
	let burst = noBurst;
	let field = '';
	let fieldBefore: string[] = [];
	let enters = 0;
	const scans: string[] = [];

	const take = (step: BurstStep): void => {
		if (step.ended?.type === 'typing') field += step.ended.held;
		if (step.ended?.type === 'scan') {
			field = fieldBefore[step.ended.from] ?? field;
			scans.push(step.ended.text);
		}
		fieldBefore = [...fieldBefore.slice(0, Math.max(0, step.burst.text.length - 1)), field];
		burst = step.burst;
	};

	for (const [key, at] of presses) {
		// Timers run between keys, if the page is not busy: here it never is, so silence is noticed on time.
		if (burst.text !== '' && at - burst.lastAt > SILENCE_MS) take(silence(burst));
		const step =
			key === 'Enter' || key === 'Tab'
				? endKey(burst, at)
				: key.length === 1
					? printableKey(burst, key, at)
					: foreignKey(burst);
		take(step);
		if (step.key === 'hold') continue;
		if (key.length === 1) field += key;
		else if (key === 'Enter') enters++;
	}
	take(silence(burst));
	return { field, scans, enters };
}

/** Keys with the given gaps before each; the last gap repeats. */
function typed(keys: readonly string[], gaps: readonly number[], start = 1000): Press[] {
	let at = start;
	return keys.map((key, index) => {
		if (index > 0) at += gaps[Math.min(index - 1, gaps.length - 1)]!;
		return [key, at];
	});
}

const code = [...'b00100001x'];

describe('a scanner', () => {
	it.each([2, 8, 20, 35])('that types every %d ms and ends with Enter', (gap) => {
		expect(play(typed([...code, 'Enter'], [gap]))).toEqual({ field: '', scans: ['B00100001X'], enters: 0 });
	});

	it('that ends with Tab', () => {
		expect(play(typed([...code, 'Tab'], [8])).scans).toEqual(['B00100001X']);
	});

	it('that ends with silence', () => {
		expect(play(typed(code, [8]))).toEqual({ field: '', scans: ['B00100001X'], enters: 0 });
	});

	it.each([1, 2, 3, 4, 5])('whose keys a busy browser holds back after the first %d', (heard) => {
		let burst = noBurst;
		let field = '';
		const take = (step: BurstStep): BurstStep => {
			if (step.ended?.type === 'typing') field += step.ended.held;
			burst = step.burst;
			return step;
		};
		for (const [index, [key, at]] of typed(code, [8]).entries()) {
			if (index === heard) take(silence(burst));
			if (take(printableKey(burst, key, at)).key === 'pass') field += key;
		}
		expect(endKey(burst, 1080).ended).toEqual({ type: 'scan', text: 'B00100001X', from: 0, at: 1072 });
		expect(field).toBe(code.slice(0, Math.max(3, heard)).join(''));
	});

	it.each(code.map((_, index) => index))('with one hole of 150 ms, before key %d', (hole) => {
		const gaps = Array.from({ length: code.length + 1 }, (_, index) => (index === hole ? 150 : 8));
		expect(play(typed([...code, 'Enter'], gaps))).toEqual({ field: '', scans: ['B00100001X'], enters: 0 });
	});

	it('over Bluetooth, with uneven gaps', () => {
		const gaps = [37, 40, 12, 20, 66, 18, 20, 21, 37, 19];
		expect(play(typed([...code, 'Enter'], gaps)).scans).toEqual(['B00100001X']);
	});

	it('whose keys reach a busy page late but carry their own times: two scans, not one', () => {
		const first = typed([...code, 'Enter'], [8]);
		const second = typed([...'b001000022', 'Enter'], [8], 1600);
		expect(play([...first, ...second])).toEqual({ field: '', scans: ['B00100001X', 'B001000022'], enters: 0 });
	});

	it('that sends no end key, followed by another scan', () => {
		expect(play([...typed(code, [8]), ...typed([...'b001000022'], [8], 1600)]).scans).toEqual([
			'B00100001X',
			'B001000022'
		]);
	});

	it('leaves what a person had typed before', () => {
		const result = play([...typed([...'two'], [120]), ...typed([...code, 'Enter'], [8], 3000)]);
		expect(result).toEqual({ field: 'two', scans: ['B00100001X'], enters: 0 });
	});
});

describe('a scanner that fires while somebody types', () => {
	const ours = [...'b00100001w'];

	it.each([40, 80, 100, 160])('takes nothing of a key typed %d ms before', (gap) => {
		const keys = typed(['n', ...ours, 'Enter'], [gap, 8]);
		expect(play(keys)).toEqual({ field: 'n', scans: ['B00100001W'], enters: 0 });
	});

	it('leaves the letters of a word before it, however many', () => {
		const word = [...'twenty two boxes '];
		const keys = typed([...word, ...ours, 'Enter'], [...word.map(() => 96), 8]);
		expect(play(keys)).toEqual({ field: 'twenty two boxes ', scans: ['B00100001W'], enters: 0 });
	});

	it('over Bluetooth, with uneven gaps', () => {
		const keys = typed([...'two', ...ours, 'Enter'], [110, 95, 90, 37, 40, 12, 20, 66, 18, 20, 21, 37, 19]);
		expect(play(keys)).toEqual({ field: 'two', scans: ['B00100001W'], enters: 0 });
	});

	it('and sends no end key', () => {
		expect(play(typed(['n', ...ours], [80, 8]))).toEqual({ field: 'n', scans: ['B00100001W'], enters: 0 });
	});

	it('and reads a label that is none of ours', () => {
		const word = [...'twenty two boxes '];
		const keys = typed([...word, ...'4006381333931', 'Enter'], [...word.map(() => 96), 8]);
		expect(play(keys)).toEqual({ field: 'twenty two boxes ', scans: ['4006381333931'], enters: 0 });
	});
});

it('a label that is none of ours stays whole, whatever it ends with', () => {
	expect(play(typed([...'4006381333931', 'Enter'], [120, 8])).scans).toEqual(['4006381333931']);
	expect(play(typed([...'00b00100001w', 'Enter'], [8])).scans).toEqual(['00B00100001W']);
});

describe('a person', () => {
	it('who types fast keeps every letter and the Enter', () => {
		expect(play(typed([...'b00100001x', 'Enter'], [95]))).toEqual({ field: 'b00100001x', scans: [], enters: 1 });
	});

	it('behind a busy page, whose keys are handled in one go but carry their own times', () => {
		// Only the handler's clock sees these keys together; the events' own times stay a person's.
		const keys = typed([...'hello world', 'Enter'], [94, 96, 150, 94, 88, 97]);
		expect(play(keys)).toEqual({ field: 'hello world', scans: [], enters: 1 });
	});

	it('who rolls over four keys gets them all, in order', () => {
		expect(play(typed([...'then'], [30, 30, 30]))).toEqual({ field: 'then', scans: [], enters: 0 });
		expect(play(typed([...'theno', 'Enter'], [30, 30, 30, 140]))).toEqual({ field: 'theno', scans: [], enters: 1 });
		expect(play(typed([...'thenot'], [30, 30, 30, 170, 95]))).toEqual({ field: 'thenot', scans: [], enters: 0 });
	});

	it('who corrects in the middle of a fast word loses nothing', () => {
		expect(play(typed([...'then', 'Backspace', ...'m'], [30]))).toMatchObject({ field: 'thenm', scans: [] });
	});

	it('five fast keys and Enter are not a code', () => {
		expect(play(typed([...'12345', 'Enter'], [10]))).toEqual({ field: '12345', scans: [], enters: 1 });
	});

	it('a gap between the longest hole and silence belongs to a person', () => {
		const keys = [...typed([...'abcdefg'], [10]), ...typed([...'h'], [0], 1060 + 180)];
		expect(play(keys)).toEqual({ field: 'abcdefgh', scans: [], enters: 0 });
	});
});

it('gives the time of the last character, not of the end key', () => {
	const burst = typed(code, [8]).reduce((so, [key, at]) => printableKey(so, key, at).burst, noBurst);
	expect(endKey(burst, 5000).ended).toEqual({ type: 'scan', text: 'B00100001X', from: 0, at: 1072 });
});

it('an Enter long after a scan is a key of its own', () => {
	const burst = typed(code, [8]).reduce((so, [key, at]) => printableKey(so, key, at).burst, noBurst);
	expect(endKey(burst, 1072 + SILENCE_MS).key).toBe('hold');
	expect(endKey(burst, 1072 + SILENCE_MS + 1).key).toBe('pass');
});
