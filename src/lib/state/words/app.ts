import type { OfflineState } from '../app-update.svelte.ts';
import { warning, type Words } from './words.ts';

export const lostPageWords = (status: number): Words =>
	status === 404
		? warning('There is no such page', 'Nothing is lost. The address may be mistyped or of another version.')
		: warning('This page could not be shown', 'What was recorded before is kept. Go home and try again.');

export const updateWords: Words = {
	title: 'New version ready',
	line: 'It starts when you say so. What is recorded stays.',
	tone: 'neutral'
};

export const backupTroubleWords: Words = warning(
	'No backup was written',
	'The storage does not answer. What was sent is safe on the server.'
);

/** Whether the app itself would start here without a network. */
export const OFFLINE_SENTENCES: Readonly<Record<OfflineState, string>> = {
	preparing: 'Being prepared',
	ready: 'Ready',
	unavailable: 'Not possible at this address: it needs https'
};
