import { describe, expect, it } from 'vitest';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import { batchRefusalWords } from './batch.ts';
import { decisionsWords } from './decision.ts';
import { lostStorageWords } from './enrolment.ts';
import { needsYouWords } from './home.ts';
import { startedText } from './station.ts';
import { notSavedWords } from './store.ts';

const CODE = 'b00100001x' as Code;

describe('German', () => {
	it('counts in whole sentences: verb and noun follow the number', () => {
		inLocale('de', () => {
			expect(decisionsWords(1).title).toBe('1 Entscheidung für die Leitung');
			expect(decisionsWords(2).title).toBe('2 Entscheidungen für die Leitung');
			expect(startedText(0, 1)).toBe('0 von 1 Charge gestartet');
			expect(startedText(3, 10)).toBe('3 von 10 Chargen gestartet');
			expect(lostStorageWords(1).line).toContain('dann wird er gesendet');
			expect(lostStorageWords(4).line).toContain('dann werden sie gesendet');
			expect(needsYouWords(2, 1).line).toBe(
				'2 Einträge hat der Server nicht genommen, sie liegen hier. 1 Dokument kam von außen und ist hier nicht lesbar.'
			);
		});
	});

	it('says what is safe and what to do, with the code as it is printed', () => {
		inLocale('de', () => {
			expect(batchRefusalWords({ type: 'BatchUnknown', batch: CODE }, () => '')).toEqual({
				title: 'Noch nicht auf diesem Gerät',
				line: `${printCode(CODE)} ist ein gültiger Code. Seine Daten sind noch nicht da, darum wurde nichts erfasst. Verbinden, dann noch einmal scannen.`,
				tone: 'stop'
			});
			expect(notSavedWords('full', null).line).toContain('Die Eingabe aufschreiben');
		});
	});
});
