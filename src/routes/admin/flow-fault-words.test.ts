import { describe, expect, test } from 'vitest';
import type { FlowFault } from '#domain/flow/faults.ts';
import { inLocale } from '../../../tests/support/locale.ts';
import { faultMarks, faultMarksOf, flowFaultText } from './flow-fault-words.ts';

const nameOf = (id: string | null): string => `[${id ?? ''}]`;

const FAULTS: readonly FlowFault[] = [
	{ type: 'Cycle', steps: ['dye', 'strip'] },
	{ type: 'Cycle', steps: ['turn'] },
	{ type: 'OrphanStep', step: 'rest' },
	{ type: 'UnitMismatch', step: 'dye', item: 'sock', unit: 'kg', kept: 'pcs' },
	{ type: 'PartNotMade', item: 'heel' },
	{ type: 'ArchivedStep', step: 'press' }
];

test('every fault is told in a sentence', () => {
	expect(FAULTS.map((fault) => flowFaultText(fault, nameOf))).toEqual([
		'[dye] → [strip] → [dye]: these steps feed each other in a circle, so no batch gets to an end.',
		'[turn] takes what it makes itself, so no batch gets past it.',
		'[rest] is connected to no other step of this flow.',
		'[dye] counts [sock] in kg, but it is kept in pcs.',
		'[heel] is needed, and no step of this flow makes it.',
		'[press] is archived: new runs leave it out.'
	]);
});

describe('in a word or two', () => {
	test('the first kind is named, and how many other kinds there are', () => {
		expect(faultMarks([])).toBe('');
		expect(faultMarks(FAULTS.slice(0, 2))).toBe('Circle');
		expect(faultMarks(FAULTS)).toBe('Circle, 4 more');
		inLocale('de', () => expect(faultMarks(FAULTS)).toBe('Kreis, 4 weitere'));
	});

	test('a step is told its own', () => {
		expect(faultMarksOf('dye', FAULTS)).toBe('Circle, Unit does not fit');
		expect(faultMarksOf('rest', FAULTS)).toBe('Not connected');
		expect(faultMarksOf('knit', FAULTS)).toBe('');
	});
});
