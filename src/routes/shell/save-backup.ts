import { saveFile } from '#adapters/browser/save-file.ts';

/** Hands everything unsent to the person as a file. False when it could not be read. */
export async function saveBackup(read: () => Promise<string>): Promise<boolean> {
	try {
		const file = new Blob([await read()], { type: 'application/json' });
		saveFile(`floorbook-backup-${new Date().toISOString().slice(0, 16).replace(':', '')}.json`, file);
		return true;
	} catch (error) {
		console.error(error);
		return false;
	}
}
