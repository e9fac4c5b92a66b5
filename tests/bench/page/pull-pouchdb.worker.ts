import PouchDB from 'pouchdb';
import type { PullFailure, PullOrder, PullReport } from './pull.ts';

/** PouchDB's own replication with its defaults into its `idb` adapter; the session's cookie is the page's. */
addEventListener('message', ({ data }: MessageEvent<PullOrder>) => {
	const { account, database } = data;
	const began = performance.now();
	const work = async (): Promise<PullReport> => {
		const local = new PouchDB(database, { adapter: 'idb' });
		await PouchDB.replicate(new PouchDB(`${location.origin}/couchdb/${account.database}`), local);
		const milliseconds = performance.now() - began;
		const { doc_count: documents } = await local.info();
		await local.close();
		return { milliseconds, documents };
	};
	void work().then(postMessage, (error: unknown) => postMessage({ error: String(error) } satisfies PullFailure));
});
