import type { Storage } from '../log/storage.ts';
import { drawSigningKey, openSigningKey, type SigningKey } from './signatures.ts';

/** Beside the server's other secrets, in its own file. */
export const SERVER_KEY_SETTING = 'server key';

/** The key this server signs receipts with, drawn at its first start and the same ever after. */
export async function serverKey(storage: Storage): Promise<SigningKey> {
	if (storage.setting(SERVER_KEY_SETTING) === undefined)
		await storage.setSetting(SERVER_KEY_SETTING, await drawSigningKey());
	return openSigningKey(storage.setting(SERVER_KEY_SETTING) ?? '');
}
