import type { BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';

/** Rows for the tests of what a run's page makes of them. */

export const pieces = (amount: string): Quantity => ({ amount, unit: 'pcs', kind: 'count', ratio: '1' });
export const dozen = (amount: string): Quantity => ({ amount, unit: 'dozen', kind: 'count', ratio: '12' });

export const AT = '2026-03-02T08:00:00+01:00';
const occasion = (at = AT) => ({ event: `run.r:${at}`, at, by: ['p1'], device: '001' });

/** Planned, of 50 pieces, and nothing more. */
export const batchRow = (id: Code, changes: Partial<BatchRow> = {}): BatchRow => ({
	id,
	run: 'r1',
	line: 1,
	origin: 'planned',
	item: { id: 'a1', event: 'x' } as unknown as BatchRow['item'],
	quantity: pieces('50'),
	remaining: pieces('50'),
	share: '1',
	grade: 'firsts',
	reason: null,
	machine: null,
	state: 'created',
	voided: null,
	waiting: false,
	began: null,
	closed: null,
	lastUse: null,
	parents: [],
	children: [],
	label: id,
	prints: 0,
	boundTo: null,
	swapped: null,
	holds: [],
	notes: [],
	exceptions: [],
	unread: 0,
	...changes
});

interface BeganAt {
	readonly step?: string;
	readonly machine?: string | null;
	readonly at?: string;
	readonly since?: string;
}

export const began = ({ step = 't1', machine = null, at = AT, since = '1' }: BeganAt = {}): Partial<BatchRow> => ({
	state: 'open',
	began: {
		...occasion(at),
		operation: 'init',
		station: 's1',
		machine,
		step: { id: step } as unknown as NonNullable<BatchRow['began']>['step'],
		happened: null
	},
	since
});

export const closed = (how: NonNullable<BatchRow['closed']>['how'], at = AT): Partial<BatchRow> => ({
	state: 'closed',
	closed: { ...occasion(at), how, reason: null },
	left: at
});

export const voided = (): Partial<BatchRow> => ({ voided: { ...occasion(), reason: null }, settled: '9' });
