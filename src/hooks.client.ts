import type { HandleClientError } from '@sveltejs/kit';
import { allowOwnScripts } from './own-scripts.ts';

allowOwnScripts();

/** A page that fails says so in words; the cause goes to the console. What was recorded is in the log and stays there. */
export const handleError: HandleClientError = ({ error, status }) => {
	console.error(error);
	if (status === 404) return { message: 'There is no such page.' };
	return { message: 'This page could not be shown. What was recorded before is kept.' };
};
