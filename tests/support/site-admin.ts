import type { RunningServer } from './server.ts';
import { basic } from './sync-app.ts';

/** The server's administrator at the site's database, over HTTP. */
export interface SiteAdmin {
	/** Stores documents made elsewhere, in chunks; fails the test when one of them is refused. */
	push(documents: readonly { readonly _id: string }[]): Promise<void>;
	/** Every document of the site, events and texts, as often as the server lists it. */
	documents(): Promise<{ readonly _id: string; readonly _rev: string }[]>;
	/** A one-time code for the next device, which is what it says itself where no `rights` say what it may be. */
	issueCode(rights?: { readonly profile: string; readonly admin: boolean }): Promise<string>;
}

const CHUNK = 1_000;
const SITE = '/couchdb/floorbook';

export function siteAdmin({ url, adminUser, adminPassword }: RunningServer): SiteAdmin {
	async function ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
		const response = await fetch(url + path, {
			method,
			headers: { authorization: basic(adminUser, adminPassword), 'content-type': 'application/json' },
			...(body && { body: JSON.stringify(body) })
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return (await response.json()) as Answer;
	}

	return {
		async push(documents) {
			for (let from = 0; from < documents.length; from += CHUNK) {
				const docs = documents.slice(from, from + CHUNK);
				const refused = await ask<unknown[]>('POST', `${SITE}/_bulk_docs`, { docs, new_edits: false });
				if (refused.length > 0) throw new Error(`the server refused ${JSON.stringify(refused[0])}`);
			}
		},
		async documents() {
			const { rows } = await ask<{ rows: { doc: { _id: string; _rev: string } }[] }>(
				'GET',
				`${SITE}/_all_docs?include_docs=true`
			);
			return rows.map(({ doc }) => doc);
		},
		issueCode: async (rights) => (await ask<{ code: string }>('POST', '/enrol/codes', rights ?? {})).code
	};
}
