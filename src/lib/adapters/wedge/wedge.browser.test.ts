import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Scan, Scanner, ScannerTrouble } from '#ports/scanner.ts';
import { press, send } from '../../../../tests/support/pressed-keys.ts';
import { createWedge } from './wedge.ts';

/** What an input method or a clipboard does: the text arrives whole, without keys. */
const insert = (text: string): Promise<unknown> => send('Input.insertText', { text });

const code = [...'b00100001x'];

let wedge: Scanner;
let scans: Scan[];
let troubles: ScannerTrouble[];
let page: HTMLElement;

beforeEach(async () => {
	page = document.body.appendChild(document.createElement('main'));
	scans = [];
	troubles = [];
	wedge = createWedge({ label: 'Scanner' });
	wedge.onScan((scan) => scans.push(scan));
	wedge.onTrouble((trouble) => troubles.push(trouble));
	await wedge.start();
});

afterEach(() => {
	wedge.stop();
	page.remove();
});

const texts = (): string[] => scans.map(({ text }) => text);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const untilScanned = (...expected: string[]): Promise<void> => until(() => expect(texts()).toEqual(expected));

/** That nothing was taken for a scan shows once the next real one arrives alone. */
async function untilOnlyNextScan(): Promise<void> {
	await press([...'b001000022', 'Enter'], 8);
	await untilScanned('B001000022');
}

describe('a scanner that presses keys', () => {
	it('is read with the focus nowhere', async () => {
		await press([...code, 'Enter'], 8);
		await untilScanned('B00100001X');
		expect(scans[0]).toMatchObject({ source: 'wedge' });
	});

	it('leaves the field alone that has the focus, and its form unsent', async () => {
		page.innerHTML = '<form><input name="note" value="ready" /><button>Save</button></form>';
		const field = page.querySelector('input')!;
		const submitted = vi.fn((event: Event) => event.preventDefault());
		page.querySelector('form')!.addEventListener('submit', submitted);
		const told: string[] = [];
		field.addEventListener('input', () => told.push(field.value));
		field.focus();
		field.setSelectionRange(2, 3);

		await press([...code, 'Enter'], 8);
		await untilScanned('B00100001X');
		expect(field.value).toBe('ready');
		expect([field.selectionStart, field.selectionEnd]).toEqual([2, 3]);
		expect(told.at(-1)).toBe('ready');
		expect(submitted).not.toHaveBeenCalled();
	});

	it('leaves the letters that somebody was typing when it fired', async () => {
		page.innerHTML = '<input />';
		const field = page.querySelector('input')!;
		field.focus();
		await press([...'two'], 80, [...'b00100001w', 'Enter'], 8);
		await untilScanned('B00100001W');
		expect(field.value).toBe('two');
	});

	it('does not press the button that has the focus', async () => {
		page.innerHTML = '<button>Void batch</button>';
		const button = page.querySelector('button')!;
		const clicked = vi.fn();
		button.addEventListener('click', clicked);
		button.focus();
		await press([...code, 'Enter'], 8);
		await untilScanned('B00100001X');
		expect(clicked).not.toHaveBeenCalled();
	});

	it('does not change the choice in a list', async () => {
		page.innerHTML = '<select><option>0 none</option><option>boxes</option></select>';
		const list = page.querySelector('select')!;
		list.focus();
		await press([...code, 'Enter'], 8);
		await untilScanned('B00100001X');
		expect(list.value).toBe('0 none');
	});

	it('is read without an end key, and its text does not stay', async () => {
		page.innerHTML = '<input />';
		const field = page.querySelector('input')!;
		field.focus();
		await press(code, 8);
		await untilScanned('B00100001X');
		expect(field.value).toBe('');
	});

	it('twice within 400 ms is once; another code passes', async () => {
		await press([...code, 'Enter', ...code, 'Enter', ...'b001000022', 'Enter'], 8);
		await untilScanned('B00100001X', 'B001000022');
	});

	it('is read whole by a page that is busy in the middle of it', async () => {
		const busy = (event: KeyboardEvent): void => {
			if (event.key !== '1') return;
			const until = performance.now() + 400;
			while (performance.now() < until);
		};
		window.addEventListener('keydown', busy, { capture: true });
		await press([...code, 'Enter'], 8);
		await untilScanned('B00100001X');
		window.removeEventListener('keydown', busy, { capture: true });
	});

	it('is not cut short by a timer that comes late: keys may be waiting behind it', async () => {
		const now = performance.now.bind(performance);
		let late = 0;
		const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + (late += 100));
		await press(code, 8);
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(texts()).toEqual([]);
		clock.mockRestore();
		await untilScanned('B00100001X');
	});

	it('does not reach the shortcuts of the page once it is known', async () => {
		const heard: string[] = [];
		const hear = ({ key }: KeyboardEvent): void => void heard.push(key);
		document.addEventListener('keydown', hear);
		await press([...code, 'Enter'], 8);
		await untilScanned('B00100001X');
		expect(heard).toEqual(['b', '0', '0']);
		document.removeEventListener('keydown', hear);
	});
});

describe('a person', () => {
	it('types into a field as ever', async () => {
		page.innerHTML = '<form><input /></form>';
		const field = page.querySelector('input')!;
		const submitted = vi.fn((event: Event) => event.preventDefault());
		page.querySelector('form')!.addEventListener('submit', submitted);
		field.focus();
		await press([...'b00100001x', 'Enter'], 95);
		await until(() => expect(submitted).toHaveBeenCalledTimes(1));
		expect(field.value).toBe('b00100001x');
		await untilOnlyNextScan();
		expect(field.value).toBe('b00100001x');
	});

	it('holds a key down until it repeats', async () => {
		page.innerHTML = '<input />';
		const field = page.querySelector('input')!;
		field.focus();
		const repeat = (index: number): Promise<unknown> =>
			send('Input.dispatchKeyEvent', {
				type: 'keyDown',
				key: '0',
				text: '0',
				autoRepeat: index > 0,
				timestamp: Date.now() / 1000 + index * 0.03
			});
		await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(repeat));
		expect(field.value).toBe('00000000');
		await press(['ArrowLeft'], 0);
		await untilOnlyNextScan();
		expect(field.value).toBe('00000000');
	});

	it('gets back what was kept on suspicion, in its place', async () => {
		page.innerHTML = '<input value="AZ" />';
		const field = page.querySelector('input')!;
		field.focus();
		field.setSelectionRange(1, 1);
		await press([...'then'], 20);
		await until(() => expect(field.value).toBe('AthenZ'));
		expect(field.selectionStart).toBe(5);
		await untilOnlyNextScan();
	});
});

describe('a scanner that hands its text over whole', () => {
	it('is read with the focus nowhere, once silence ends it', async () => {
		await insert('b00100001x');
		await untilScanned('B00100001X');
	});

	it('is read with the line feed it ends with', async () => {
		await insert('b00100001x\n');
		await untilScanned('B00100001X');
	});

	it('is read with Enter as a key behind it', async () => {
		await insert('b00100001x');
		await press(['Enter'], 0);
		await untilScanned('B00100001X');
	});

	it('is read again after the focus came back from a field', async () => {
		page.innerHTML = '<input />';
		const field = page.querySelector('input')!;
		field.focus();
		field.blur();
		await until(() => expect(document.activeElement).toBeInstanceOf(HTMLTextAreaElement));
		await insert('b00100001x');
		await untilScanned('B00100001X');
	});

	it('overlong is said and not handed on', async () => {
		await insert(`${'x'.repeat(257)}\n`);
		await until(() => expect(troubles).toEqual([{ type: 'TextTooLong' }]));
		expect(texts()).toEqual([]);
	});

	it('does not disturb somebody else’s field', async () => {
		page.innerHTML = '<input />';
		const field = page.querySelector('input')!;
		field.focus();
		await insert('b00100001x');
		expect(field.value).toBe('b00100001x');
		await untilOnlyNextScan();
		expect(field.value).toBe('b00100001x');
	});
});

it('keeps its unseen field in a landmark with a name', () => {
	const field = document.querySelector('textarea')!;
	expect(field.closest('section')?.getAttribute('aria-label')).toBe('Scanner');
});

it('hears nothing once stopped, and leaves nothing behind', async () => {
	wedge.stop();
	page.innerHTML = '<input />';
	const field = page.querySelector('input')!;
	field.focus();
	await press([...code], 8);
	await until(() => expect(field.value).toBe('b00100001x'));
	expect(texts()).toEqual([]);
	expect(document.querySelector('textarea, section')).toBeNull();
});
