import { refuse } from '../http/answer.ts';
import { unsupported } from '../http/problem.ts';
import type { Endpoint, Exchange, Methods } from './exchange.ts';

/** Whatever the method: an endpoint of CouchDB's that is refused, and what it would do. */
const refused = (what: string): Methods<Exchange> => {
	const endpoint: Endpoint<Exchange> = () => refuse(unsupported(what));
	return { GET: endpoint, POST: endpoint, PUT: endpoint, DELETE: endpoint, COPY: endpoint };
};

/** No request leaves this server because a client says so: what it can reach in the plant's network, nobody else should. */
export const REPLICATION = refused('replication by the server itself (let a client, or the other server, replicate)');

/** The configuration is the environment's: whoever may write documents must not be able to open the server up. */
export const CONFIGURATION = refused('configuration and figures of a node over the network');
