import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import SearchField from './SearchField.svelte';

let mounted: object;
const { dataset } = document.documentElement;
const field = page.getByRole('searchbox', { name: 'Search' });

beforeEach(() => {
	mounted = mount(SearchField, { target: document.body, props: { label: 'Search', value: '' } });
	flushSync();
});

afterEach(async () => {
	delete dataset.shell;
	await unmount(mounted);
});

test('in an office a key leads to it, and is not typed into it', async () => {
	dataset.shell = 'office';
	await userEvent.keyboard('/a/b');
	await expect.element(field).toHaveFocus();
	await expect.element(field).toHaveValue('a/b');
});

test('on the floor that key does nothing: scanners type it', async () => {
	dataset.shell = 'floor';
	await userEvent.keyboard('/a');
	await expect.element(field).not.toHaveFocus();
	await expect.element(field).toHaveValue('');
});
