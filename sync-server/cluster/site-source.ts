import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../app.ts';
import { adminWithPassword } from '../auth/accounts.ts';
import { API } from '../couch/api.ts';
import { SERVER_FILE } from '../log/data-files.ts';
import { openStorage } from '../log/storage.ts';
import { createCouchServer, type CouchAddress, type CouchServer } from './couch-server.ts';
import type { Place } from './move-documents.ts';

/** The site as it is now: where its documents are read, and its users. */
export interface SiteSource {
	readonly couch: CouchServer;
	readonly place: Place;
	close(): void;
}

/** A sync server that runs. */
export function sourceAt(address: CouchAddress, database: string): SiteSource {
	const api = { ...address, url: address.url + API };
	return { couch: createCouchServer(api), place: { ...api, database }, close: () => undefined };
}

/** The files of one that does not: read by the server's own code, in this process. Throws when there are none, and when one has them open. */
export async function sourceInFiles(directory: string, database: string): Promise<SiteSource> {
	if (!existsSync(join(directory, SERVER_FILE))) throw new Error(`there are no files of a server in ${directory}`);
	const random = { bytes: (count: number) => randomBytes(count) };
	const password = randomBytes(24).toString('base64url');
	const storage = openStorage({ directory, random });
	const app = await createApp({
		storage,
		admin: adminWithPassword('admin', password),
		clock: { now: () => Date.now() },
		random
	});
	const fetch = (url: string, init: RequestInit) => app.handle(new Request(url, init));
	const api = { url: `http://files.internal${API}`, user: 'admin', password };
	return {
		couch: createCouchServer(api, fetch),
		place: { ...api, database, fetch },
		close() {
			app.close();
			storage.close();
		}
	};
}
