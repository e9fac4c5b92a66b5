import type { RunningServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';

/** The answer to a document of `size` characters, put into `notes` under an id of its own. */
export const putNote = (
	{ url, adminUser, adminPassword }: RunningServer,
	id: string,
	size: number
): Promise<Response> =>
	fetch(`${url}/couchdb/notes/${id}`, {
		method: 'PUT',
		headers: {
			authorization: basic(adminUser, adminPassword),
			'content-type': 'application/json'
		},
		body: JSON.stringify({ text: 'x'.repeat(size) })
	});

/** Puts one document after the other until the server refuses one. */
export async function putUntilRefused(
	server: RunningServer,
	size: number
): Promise<{ readonly acknowledged: readonly string[]; readonly refused: Response }> {
	const acknowledged: string[] = [];
	for (let count = 0; ; count++) {
		const answer = await putNote(server, `n${count}`, size);
		if (!answer.ok) return { acknowledged, refused: answer };
		acknowledged.push(`n${count}`);
	}
}
