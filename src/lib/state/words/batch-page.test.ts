import { describe, expect, it } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import type { Occasion } from '#domain/kernel/occasion.ts';
import { err, ok } from '#domain/kernel/result.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import { closedText, noBatchWords, voidText } from './batch-page.ts';
import { wallTimeOf } from './time.ts';

const nameOf = (id: string | null): string => (id === 'p0010000a1' ? 'Ana' : (id ?? ''));
/** Today at 10:42, wherever the test runs. */
const at = `${wallTimeOf(Date.now()).slice(0, 10)}T10:42:00.000+01:00`;
const occasion: Occasion = { event: 'e', at, by: ['p0010000a1'], device: '001' };

describe('how a batch ended', () => {
	it('tells when, how and by whom', () => {
		expect(closedText({ closed: { ...occasion, how: 'end', reason: null } }, nameOf)).toBe(
			'10:42, at the end of its flow (Ana)'
		);
		const byNobody = { ...occasion, by: [], how: 'hand' as const, reason: null };
		expect(closedText({ closed: byNobody }, nameOf)).toBe('10:42, by hand (no name)');
		inLocale('de', () => expect(closedText({ closed: byNobody }, nameOf)).toBe('10:42, von Hand (ohne Namen)'));
	});

	it('tells an undone making from a void one', () => {
		expect(voidText({ voided: { ...occasion, reason: null } }, nameOf)).toBe(
			'10:42 (Ana): the record that made it was undone'
		);
		expect(voidText({ voided: { ...occasion, reason: { code: 'c0010000a1', text: null } } }, nameOf)).toBe(
			'10:42 (Ana)'
		);
	});

	it('says nothing of a batch that goes on', () => {
		expect(closedText({ closed: null }, nameOf)).toBeNull();
		expect(voidText({ voided: null }, nameOf)).toBeNull();
	});
});

describe('an address that shows no batch', () => {
	const batch = { kind: 'batch', code: 'b0010000a1' as Code } as const;

	it('is called by what it is', () => {
		const words = noBatchWords(ok({ kind: 'machine', code: 'm0010000a1' as Code }), true);
		expect(words).toMatchObject({ title: 'This is not a batch', line: 'M001-0000-A1 is the code of a machine.' });
	});

	it('is no label of ours, or one of a batch that has not arrived', () => {
		expect(noBatchWords(err({ type: 'LabelEmpty' }), true)).toMatchObject({ title: 'Label is empty' });
		expect(noBatchWords(ok(batch), true)?.line).toContain('B001-0000-A1');
	});

	it('says nothing before that is known', () => {
		expect(noBatchWords(ok(batch), false)).toBeNull();
	});
});
