import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Segments from './Segments.svelte';

let mounted: object | undefined;

afterEach(async () => {
	if (mounted) await unmount(mounted);
	mounted = undefined;
});

function show(): string[] {
	const chosen: string[] = [];
	mounted = mount(Segments, {
		target: document.body,
		props: {
			label: 'Batches by state',
			value: 'all',
			options: [
				{ value: 'all', label: 'All', count: 12 },
				{ value: 'open', label: 'Open', count: 0 },
				{ value: 'closed', label: 'Closed' }
			],
			onchange: (value: string) => chosen.push(value)
		}
	});
	flushSync();
	return chosen;
}

test('is one choice with a name, of parts that say how many there are', async () => {
	show();
	await expect.element(page.getByRole('group', { name: 'Batches by state' })).toBeInTheDocument();
	await expect.element(page.getByRole('radio', { name: 'All 12', exact: true })).toBeChecked();
	await expect.element(page.getByRole('radio', { name: 'Open 0', exact: true })).not.toBeChecked();
	await expect.element(page.getByRole('radio', { name: 'Closed', exact: true })).not.toBeChecked();
});

test('a tap anywhere on a part chooses it', async () => {
	const chosen = show();
	await userEvent.click(page.getByRole('radio', { name: 'Closed' }));
	expect(chosen).toEqual(['closed']);
	await expect.element(page.getByRole('radio', { name: 'Closed' })).toBeChecked();
	await expect.element(page.getByRole('radio', { name: 'All 12' })).not.toBeChecked();
});

test('is one stop of the tab key, and the arrow keys go round', async () => {
	const chosen = show();
	await userEvent.tab();
	await expect.element(page.getByRole('radio', { name: 'All 12' })).toHaveFocus();
	await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
	expect(chosen).toEqual(['open', 'closed', 'all']);
	await userEvent.keyboard('{ArrowLeft}');
	await expect.element(page.getByRole('radio', { name: 'Closed' })).toBeChecked();
	await userEvent.tab();
	await expect.element(page.getByRole('radio', { name: 'Closed' })).not.toHaveFocus();
});
