import { expect, test } from 'vitest';
import { FREE_TRIES, isShut, MOST_TRIES, pinFault, waitAfter } from './pin-limits.ts';

test('five wrong PINs cost nothing, then 30 seconds, doubling, and after ten nobody goes on alone', () => {
	const waits = Array.from({ length: MOST_TRIES }, (_, failed) => waitAfter(failed) / 1000);
	expect(waits).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480]);
	expect([FREE_TRIES, MOST_TRIES].map(isShut)).toEqual([false, true]);
});

test.each(['', '12345', '1234567', '12345a', '１２３４５６', ' 271828', '27182８'])(
	'"%s" is no PIN of six digits',
	(pin) => {
		expect(pinFault(pin)).toBe('length');
	}
);

test.each(['000000', '999999', '123456', '654321', '012345', '890123', '210987', '121212', '123123'])(
	'%s is what anybody would try first',
	(pin) => {
		expect(pinFault(pin)).toBe('trivial');
	}
);

test.each(['271828', '123457', '135790', '112233', '246802'])('%s can be chosen', (pin) => {
	expect(pinFault(pin)).toBeNull();
});
