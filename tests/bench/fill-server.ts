import { generateSite, type SiteOptions } from '../support/generated-site.ts';
import type { RunningServer } from '../support/server.ts';

const CHUNK = 500;

/** Brings a site's log to the server, as its administrator. Answers how many documents that is. */
export async function fillServer(server: RunningServer, site: SiteOptions): Promise<number> {
	const credentials = Buffer.from(`${server.adminUser}:${server.adminPassword}`).toString('base64');
	let chunk: object[] = [];
	let sent = 0;
	const send = async (): Promise<void> => {
		const response = await fetch(`${server.url}/couchdb/floorbook/_bulk_docs`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Basic ${credentials}` },
			body: JSON.stringify({ docs: chunk, new_edits: false })
		});
		const refused = await response.text();
		if (!response.ok || refused.trim() !== '[]') throw new Error(`the server refused: ${refused.slice(0, 500)}`);
		sent += chunk.length;
		chunk = [];
	};
	for (const document of generateSite(site)) {
		chunk.push(document);
		if (chunk.length === CHUNK) await send();
	}
	await send();
	return sent;
}
