import { describe, expect, it } from 'vitest';
import { inLocale } from '../../../../tests/support/locale.ts';
import { factLine } from './history.ts';

const nameOf = (id: string | null): string => (id === 't0010000a1' ? 'Dyeing' : (id ?? ''));
const step = { id: 't0010000a1', revision: null };

describe('a fact in a line', () => {
	it('names the step that a batch was started at or moved to', () => {
		expect(factLine({ type: 'BatchInitialised', data: { step } }, nameOf)).toBe('Started · Dyeing');
		expect(factLine({ type: 'BatchesTransformed', data: { operation: 'move', step } }, nameOf)).toBe(
			'Moved on · Dyeing'
		);
		inLocale('de', () =>
			expect(factLine({ type: 'BatchesTransformed', data: { operation: 'move', step } }, nameOf)).toBe(
				'Weitergegeben · Dyeing'
			)
		);
	});

	it('leaves out what there is not', () => {
		expect(factLine({ type: 'BatchesTransformed', data: { operation: 'merge', step: null } }, nameOf)).toBe('Merged');
		expect(factLine({ type: 'BatchClosed', data: null }, nameOf)).toBe('Closed by hand');
	});

	it('counts what was put together, by a merge or by a step that takes several parts', () => {
		const takes = [{ batch: 'b0010000a1' }, { batch: 'b0010000b2' }];
		expect(factLine({ type: 'BatchesTransformed', data: { operation: 'merge', step: null, takes } }, nameOf)).toBe(
			'Merged · 2 batches'
		);
		expect(factLine({ type: 'BatchesTransformed', data: { operation: 'move', step, takes } }, nameOf)).toBe(
			'Joined · 2 batches · Dyeing'
		);
	});

	it('names the new code of a second label, and how many labels were printed', () => {
		expect(factLine({ type: 'LabelBound', data: { code: 'b0010000a1' } }, nameOf)).toContain(' · B001-0000-A1');
		expect(factLine({ type: 'LabelsPrinted', data: { copies: 1 } }, nameOf)).toBe('Label printed');
		expect(factLine({ type: 'LabelsPrinted', data: { copies: 3 } }, nameOf)).toBe('Label printed · × 3');
	});

	it('names what a correction put right, and the step of a rework', () => {
		const quantity = { amount: '45', unit: 'pcs', kind: 'count', ratio: '1' };
		expect(factLine({ type: 'BatchCorrected', data: { quantity, grade: 'seconds' } }, nameOf)).toMatch(
			/^Corrected · 45\spcs · Seconds$/
		);
		expect(factLine({ type: 'BatchCorrected', data: { quantity: null, grade: 'waste' } }, nameOf)).toBe(
			'Corrected · Waste'
		);
		expect(factLine({ type: 'BatchesTransformed', data: { operation: 'rework', step } }, nameOf)).toBe(
			'Sent to rework · Dyeing'
		);
	});

	it('says of what only a newer version knows that it does', () => {
		expect(factLine({ type: 'BatchBlessed', data: null }, nameOf)).toBe('BatchBlessed (update the app to read it)');
	});
});
