import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWedge } from '#adapters/wedge/wedge.ts';
import type { Scanner } from '#ports/scanner.ts';
import { press } from '../../../tests/support/pressed-keys.ts';
import PinField from './PinField.svelte';

let component: object;
let wedge: Scanner;
let entered: string[];
let scanned: string[];

beforeEach(async () => {
	[entered, scanned] = [[], []];
	wedge = createWedge({ label: 'Scanner' });
	wedge.onScan(({ text }) => void scanned.push(text));
	await wedge.start();
	const props = {
		label: 'PIN',
		length: 6,
		keys: 'Digits',
		erase: 'Erase',
		onfull: (pin: string) => void entered.push(pin)
	};
	component = mount(PinField, { target: document.body, props });
});

afterEach(async () => {
	wedge.stop();
	await unmount(component);
});

function tap(digits: string): void {
	const keys = [...document.querySelectorAll('button')];
	for (const digit of digits) keys.find(({ textContent }) => textContent.trim() === digit)!.click();
}

const field = (): HTMLInputElement => document.querySelector('input[aria-label=PIN]')!;

test('a PIN that is typed counts once nothing follows, or by Enter; its keys count at once', async () => {
	await press([...'271828'], 100);
	await expect.poll(() => entered).toEqual(['271828']);
	expect(field().value).toBe('');
	await press([...'314159', 'Enter'], 100);
	await expect.poll(() => entered.at(-1)).toBe('314159');
	tap('111111');
	expect(entered.at(-1)).toBe('111111');
});

test.each(['p001000003', '00100000', '1234567890123'])(
	'a scanner that types %s over a PIN half entered costs no try',
	async (label) => {
		tap('2718');
		await press([...label], 15);
		await expect.poll(() => scanned).toEqual([label.toUpperCase()]);
		tap('28');
		expect(entered).toEqual(['271828']);
	}
);
