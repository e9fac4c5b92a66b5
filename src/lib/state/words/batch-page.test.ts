import { describe, expect, it } from 'vitest';
import type { Occasion } from '#domain/kernel/occasion.ts';
import { wallTimeOf } from './time.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import { closedText, otherThingWords, voidText } from './batch-page.ts';
import type { Code } from '#domain/kernel/code.ts';

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

describe('an address that is no batch', () => {
	it('is called by what it is', () => {
		const words = otherThingWords({ kind: 'machine', code: 'm0010000a1' as Code });
		expect(words).toMatchObject({ title: 'This is not a batch', line: 'M001-0000-A1 is the code of a machine.' });
	});
});
