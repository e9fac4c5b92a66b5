import { describe, expect, it } from 'vitest';
import type { BatchRow } from '#domain/batch/views.ts';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { wallTimeOf } from '#state/words/time.ts';
import { finishedByHour, HOURS } from './finished-by-hour.ts';
import { AGE_ENDS, openAges } from './open-ages.ts';
import { batchRow, began, closed, voided } from '../../../../tests/support/run-rows.ts';

const HOUR = 3_600_000;
const NOW = new Date(2026, 2, 2, 14, 30).getTime();

let count = 0;
const row = (changes: Partial<BatchRow>): BatchRow => batchRow(mintCode('b', deviceNumber(7), count++), changes);
const finished = (at: number, changes: Partial<BatchRow> = {}): BatchRow =>
	row({ ...began(), ...closed('end', wallTimeOf(at)), ...changes });

describe('finished by the hour', () => {
	it('has the 24 hours up to now, by grade, on the clock here', () => {
		const { hours, total, isPast } = finishedByHour(
			[finished(NOW), finished(NOW - 20 * 60_000, { grade: 'seconds' }), finished(NOW - HOUR)],
			NOW
		)!;
		expect(hours).toHaveLength(HOURS);
		expect(new Date(hours.at(-1)!.from).getHours()).toBe(14);
		expect(hours.at(-1)).toMatchObject({ grades: { firsts: 1, seconds: 1, waste: 0 }, total: 2 });
		expect(hours.at(-2)).toMatchObject({ total: 1 });
		expect({ total, isPast }).toEqual({ total: 3, isPast: false });
	});

	it('reads the moment, whatever zone the record carries', () => {
		const elsewhere = row({ ...began(), ...closed('end', new Date(NOW).toISOString().replace('Z', '+00:00')) });
		expect(finishedByHour([elsewhere], NOW)!.hours.at(-1)!.total).toBe(1);
	});

	it('has the last 24 hours of work where it all lies further back', () => {
		const last = NOW - 100 * HOUR;
		const { hours, total, isPast } = finishedByHour([finished(last), finished(last - 30 * HOUR)], NOW)!;
		expect({ total, isPast, ends: hours.at(-1)!.total }).toEqual({ total: 1, isPast: true, ends: 1 });
	});

	it('has nothing of what went on in others, is void or is open', () => {
		const rows = [row({ ...began(), ...closed('used') }), finished(NOW, voided()), row(began())];
		expect(finishedByHour(rows, NOW)).toBeNull();
	});

	it('keeps a record of a clock that runs ahead', () => {
		expect(finishedByHour([finished(NOW + 3 * HOUR)], NOW)!.total).toBe(1);
	});
});

describe('the age of open batches', () => {
	const open = (hours: number, step = 't1'): BatchRow => row(began({ step, at: wallTimeOf(NOW - hours * HOUR) }));

	it('is counted step by step, in the order of the work', () => {
		const rows = [open(0.5, 't2'), open(2), open(100), row({}), finished(NOW)];
		expect(openAges(rows, ['t1', 't2', 't3'], NOW)).toEqual([
			{ step: 't1', counts: [0, 1, 0, 0, 0, 1], total: 2, oldest: wallTimeOf(NOW - 100 * HOUR) },
			{ step: 't2', counts: [1, 0, 0, 0, 0, 0], total: 1, oldest: wallTimeOf(NOW - HOUR / 2) }
		]);
	});

	it('counts each batch in one group, to the minute', () => {
		const ages = AGE_ENDS.flatMap((end) => [end - 1 / 60, end]);
		const [{ counts } = { counts: [] }] = openAges(
			ages.map((age) => open(age)),
			[],
			NOW
		);
		expect(counts).toEqual([1, 2, 2, 2, 2, 1]);
	});
});
