import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { watchPageUse, type PageWatch } from './page-use.ts';

let watch: PageWatch;

beforeEach(() => {
	document.body.innerHTML = `
		<textarea id="scanner"></textarea>
		<main><input id="search" type="search"><form><input id="name"></form><select id="unit"><option value="">none<option>kg</select></main>`;
	watch = watchPageUse(document);
});

afterEach(() => {
	watch.stop();
	document.body.innerHTML = '';
});

const field = (id: string): HTMLElement => {
	const found = document.getElementById(id);
	if (!found) throw new Error(`no ${id}`);
	return found;
};

test('an entry is half done from its first letter until it is cleared', async () => {
	expect(watch.isHalfEntered()).toBe(false);
	await userEvent.fill(field('name'), 'Knit 3');
	expect(watch.isHalfEntered()).toBe(true);
	await userEvent.clear(field('name'));
	expect(watch.isHalfEntered()).toBe(false);
});

test('a choice is an entry too', async () => {
	await userEvent.selectOptions(field('unit'), 'kg');
	expect(watch.isHalfEntered()).toBe(true);
});

test('an entry ends with the form that holds it', async () => {
	await userEvent.fill(field('name'), 'Knit 3');
	field('name').closest('form')?.remove();
	expect(watch.isHalfEntered()).toBe(false);
});

test('a search, and the field that catches a hand scanner, hold no entry', async () => {
	await userEvent.fill(field('search'), 'sock');
	await userEvent.fill(field('scanner'), 'B00100001X');
	expect(watch.isHalfEntered()).toBe(false);
});
