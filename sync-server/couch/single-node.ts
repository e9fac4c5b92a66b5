import { isServerAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { unauthorized } from '../http/problem.ts';
import type { Endpoint, Exchange } from './exchange.ts';

/** What CouchDB calls a node that is alone. */
const NODE = 'nonode@nohost';

/** What Fauxton asks of a cluster, its tasks and its replicator: always the same here, and for the server's administrator. */
const told =
	(answer: object): Endpoint<Exchange> =>
	({ user }) =>
		isServerAdmin(user) ? json(answer) : refuse(unauthorized('You are not a server admin.'));

/** GET /_active_tasks: nothing runs longer than the request that asks for it. */
export const activeTasks = told([]);

/** GET /_membership */
export const membership = told({ all_nodes: [NODE], cluster_nodes: [NODE] });

/** GET /_node/_local */
export const node = told({ name: NODE });

/** GET /_cluster_setup: there is nothing to set up. */
export const clusterSetup = told({ state: 'single_node_enabled' });

/** GET /_scheduler/jobs: this server replicates with nobody by itself. */
export const schedulerJobs = told({ total_rows: 0, offset: 0, jobs: [] });

/** GET /_scheduler/docs */
export const schedulerDocs = told({ total_rows: 0, offset: 0, docs: [] });
