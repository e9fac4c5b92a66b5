import { describe, expect, test } from 'vitest';
import { deviceNumber, mintCode, printCode } from '#domain/kernel/code.ts';
import { aboutTyped, pathOf, questionIn, type Question } from './question.ts';

const device = deviceNumber(1);
const [batch, run, order, station, machine] = (['b', 'r', 'v', 's', 'm'] as const).map((letter) =>
	mintCode(letter, device, 7)
) as [ReturnType<typeof mintCode>, ...ReturnType<typeof mintCode>[]];

const again = (question: Question): Question | null => questionIn(new URL(pathOf(question), 'http://x').searchParams);

describe('what is asked stands in the address', () => {
	const window = { about: 'time', from: '2026-11-20T06:00', to: '2026-11-20T14:00' } as const;
	test.each([
		{ about: { about: 'batch', batch }, direction: 'both' },
		{ about: { about: 'run', run: run! }, direction: 'back' },
		{ about: { about: 'order', order: 'SO 7/2026 & more' }, direction: 'forward' },
		{ about: { ...window, place: null }, direction: 'both' },
		{ about: { ...window, place: station! }, direction: 'both' },
		{ about: { ...window, place: machine! }, direction: 'back' }
	] satisfies Question[])('$about.about $direction', (question) => {
		expect(again(question)).toEqual(question);
	});

	test('what makes no sense asks nothing', () => {
		for (const text of ['', 'batch=b7k00000aa', `batch=${run}`, 'from=2026-11-20T06:00', 'from=x&to=y', 'order=%20']) {
			expect(questionIn(new URLSearchParams(text))).toBeNull();
		}
	});
});

test('what is typed is a code, else the number of an order', () => {
	expect(aboutTyped(` ${printCode(batch).toLowerCase()} `)).toEqual({ ok: true, value: { about: 'batch', batch } });
	expect(aboutTyped(order!)).toEqual({ ok: true, value: { about: 'order', order } });
	expect(aboutTyped(' SO-7 ')).toEqual({ ok: true, value: { about: 'order', order: 'SO-7' } });
	expect(aboutTyped(machine!)).toEqual({ ok: false, error: 'other' });
	expect(aboutTyped('b7k00000aa')).toEqual({ ok: false, error: 'damaged' });
	expect(aboutTyped('  ')).toEqual({ ok: false, error: 'missing' });
});
