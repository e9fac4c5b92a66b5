import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import ShowMore from './ShowMore.svelte';

let mounted: object;
const list = page.getByRole('paragraph');
const more = page.getByRole('button');

beforeEach(() => {
	mounted = mount(ShowMore, {
		target: document.body,
		props: {
			rows: [1, 2, 3, 4, 5],
			page: 2,
			more: (left: number) => `${left} left`,
			children: createRawSnippet<[readonly number[]]>((rows) => ({
				render: () => `<p>${rows().join(' ')}</p>`,
				setup: (element) => {
					$effect(() => {
						element.textContent = rows().join(' ');
					});
				}
			}))
		}
	});
	flushSync();
});

afterEach(() => unmount(mounted));

test('begins with a page, and goes on by a page', async () => {
	await expect.element(list).toHaveTextContent('1 2');
	await userEvent.click(more);
	await expect.element(list).toHaveTextContent('1 2 3 4');
	await expect.element(more).toHaveTextContent('1 left');
	await userEvent.click(more);
	await expect.element(list).toHaveTextContent('1 2 3 4 5');
	expect(more.elements()).toEqual([]);
});

test('is whole on paper', async () => {
	dispatchEvent(new Event('beforeprint'));
	expect(list.element().textContent).toBe('1 2 3 4 5');
	expect(more.elements()).toEqual([]);
	dispatchEvent(new Event('afterprint'));
	await expect.element(list).toHaveTextContent('1 2');
});
