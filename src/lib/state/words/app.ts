import { m } from '#paraglide/messages.js';
import type { OfflineState } from '../app-update.svelte.ts';
import { warning, type Words } from './words.ts';

export const lostPageWords = (status: number): Words =>
	status === 404
		? warning(m.shell_page_missing(), m.shell_page_missing_line())
		: warning(m.shell_page_failed(), m.shell_page_failed_line());

export const updateWords = (): Words => ({
	title: m.shell_new_version(),
	line: m.shell_new_version_line(),
	tone: 'neutral'
});

export const backupTroubleWords = (): Words => warning(m.shell_backup_failed(), m.shell_backup_failed_line());

/** Whether the app itself would start here without a network. */
export function offlineSentence(state: OfflineState): string {
	switch (state) {
		case 'preparing':
			return m.shell_offline_preparing();
		case 'ready':
			return m.shell_offline_ready();
		case 'unavailable':
			return m.shell_offline_unavailable();
	}
}
