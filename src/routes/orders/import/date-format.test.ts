import { expect, test } from 'vitest';
import { dateEvidence, readDate, type SlashOrder } from './date-format.ts';

test.each([
	[['2026-11-30', '30.11.2026', ''], { order: null, doubtful: null }],
	[['03/04/2026', '30/11/2026'], { order: 'day first', doubtful: null }],
	[['03/04/2026', '11/30/2026'], { order: 'month first', doubtful: null }],
	[['04/04/2026', '03/04/2026'], { order: null, doubtful: '03/04/2026' }],
	[['30/11/2026', '11/30/2026', '03/04/2026'], { order: null, doubtful: '03/04/2026' }]
] as const)('%j tell %j', (cells, evidence) => {
	expect(dateEvidence(cells)).toEqual(evidence);
});

test.each<[string, SlashOrder, string | undefined]>([
	['2026-11-30', 'month first', '2026-11-30'],
	['2026-11-30T00:00:00Z', 'month first', '2026-11-30'],
	['30.11.2026', 'month first', '2026-11-30'],
	['3.4.2026', 'month first', '2026-04-03'],
	['03/04/2026', 'day first', '2026-04-03'],
	['03/04/2026 12:00:00 AM', 'month first', '2026-03-04'],
	['30/11/2026', 'month first', undefined],
	['31.02.2026', 'day first', undefined],
	['30.11.26', 'day first', undefined],
	['soon', 'day first', undefined]
])('%s, %s', (cell, order, date) => {
	expect(readDate(cell, order)).toBe(date);
});
