import { describe, expect, test } from 'vitest';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { readShown, recordText, safetySentence, sendingText, troubleWords, whenAndWho } from './sync-words.ts';

const nameOf = (id: string | null): string => (id === 'p1' ? 'Ana' : id === null ? '' : printCode(id as Code));

describe('the first sentence', () => {
	const now = new Date(2026, 10, 20, 12, 0).getTime();
	test.each([
		[0, null, 'Nothing waits to be sent. This device has not met the server yet.'],
		[1, null, '1 record waits to be sent. This device has not met the server yet.'],
		[12, new Date(2026, 10, 20, 10, 42).getTime(), '12 records wait to be sent. Last sent 10:42.']
	])('%s waiting, last sent %s', (waiting, last, words) => {
		expect(safetySentence(waiting, last, now)).toBe(`Everything is saved on this device. ${words}`);
	});
});

test.each([
	['asking', 2, 'Asking the server…'],
	['answered', 0, 'Done at 10:42: nothing is left to send.'],
	['answered', 2, 'The server answered at 10:42; the rest is on its way.'],
	['silent', 2, 'Tried at 10:42: no answer yet. What is recorded stays saved here.']
] as const)('“Send now” says what became of it: %s with %d waiting', (outcome, waiting, words) => {
	expect(sendingText(new Date().setHours(10, 42), outcome, waiting)).toBe(words);
});

describe('trouble in words', () => {
	test('none while there is none', () => {
		expect(troubleWords(null)).toBeNull();
	});

	test.each([
		'Unreachable',
		'Portal',
		'OtherServer',
		'SignedOut',
		'Revoked',
		'Busy',
		'TooLarge',
		'Broken',
		'Storage',
		'Unheard'
	])('%s: a short title, and a line that says what to do', (type) => {
		const words = troubleWords({ type, detail: 'ECONNREFUSED' });
		expect(words?.title.split(' ').length).toBeLessThanOrEqual(8);
		expect(words?.line).not.toBe('');
		expect(words?.line).not.toContain('ECONNREFUSED');
	});

	test('no network is not shown as a fault', () => {
		expect(troubleWords({ type: 'Unreachable', detail: '' })?.tone).toBe('neutral');
	});
});

describe('a record on its way', () => {
	test('says what, about which thing, when and who', () => {
		const event = {
			type: 'BatchInitialised',
			touches: ['b00100001x'],
			at: '2020-01-02T10:42:00.000+01:00',
			by: ['p1']
		};
		expect(recordText(event, nameOf)).toBe('Batch started · B001-0000-1X');
		expect(whenAndWho(event, nameOf)).toBe('2 Jan 2020 10:42, Ana');
	});

	test('of a type from a newer version is named as it is', () => {
		expect(recordText({ type: 'BatchWeighed', touches: ['b00100001x', 'm00100001x'] }, nameOf)).toBe(
			'BatchWeighed · B001-0000-1X and 1 more'
		);
	});

	test('that holds a name or a note says so, and not what', () => {
		expect(recordText(readShown('{"_id":"personal:x","text":"Ana"}'), nameOf)).toBe('Name or note');
	});

	test.each(['', 'null', '[]', '{"type":5,"touches":[1],"by":"p1"}'])(
		'shows whatever "%s" is without falling over',
		(text) => {
			expect(recordText(readShown(text), nameOf)).toBe('Unknown record');
		}
	);
});
