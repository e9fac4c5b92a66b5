import { json } from '../http/answer.ts';
import type { Answer, Exchange } from './exchange.ts';

/** The version of CouchDB whose protocol this speaks. */
const COUCHDB_VERSION = '3.5.0';

/** GET /: who this is. The uuid never changes: clients build the names of their checkpoints from it. */
export const root = ({ server }: Exchange): Answer =>
	json({
		couchdb: 'Welcome',
		version: COUCHDB_VERSION,
		git_sha: 'floorbook',
		uuid: server.storage.uuid,
		features: [],
		vendor: { name: 'Floorbook' }
	});
