import { allDocuments, designDocuments } from './all-docs.ts';
import { allDatabases } from './all-dbs.ts';
import { deleteAttachment, readAttachment, writeAttachment } from './attachment.ts';
import { belowDesign } from './below-design.ts';
import { bulkDocs } from './bulk-docs.ts';
import { bulkGet } from './bulk-get.ts';
import { changes } from './changes.ts';
import { compact } from './compact.ts';
import { createDocument, databaseExists, databaseInfo, deleteDatabase } from './database.ts';
import { databasesInfo } from './dbs-info.ts';
import { copyDocument, deleteDocument, readDocumentById, writeDocument } from './document.ts';
import { ensureFullCommit } from './ensure-full-commit.ts';
import type { DatabaseExchange, Exchange, Methods } from './exchange.ts';
import { explain, find } from './find.ts';
import { createIndex, deleteIndex, listIndexes } from './index-documents.ts';
import { listed, listedByQueries, type Listing } from './listing.ts';
import { deleteLocal, localDocuments, readLocal, writeLocal } from './local-docs.ts';
import { CONFIGURATION, REPLICATION } from './not-served.ts';
import { purge } from './purge.ts';
import { missingRevs, revsDiff } from './revs-diff.ts';
import { readRevsLimit, writeRevsLimit } from './revs-limit.ts';
import { root } from './root.ts';
import { readSecurity, writeSecurity } from './security.ts';
import { currentSession, logIn, logOut } from './session.ts';
import { activeTasks, clusterSetup, membership, node, schedulerDocs, schedulerJobs } from './single-node.ts';
import { up } from './up.ts';
import { uuids } from './uuids.ts';
import { viewCleanup } from './view-cleanup.ts';

/** Paths of the server itself. */
export const SERVER_ROUTES: Readonly<Record<string, Methods<Exchange>>> = {
	'': { GET: root },
	_active_tasks: { GET: activeTasks },
	_all_dbs: { GET: allDatabases },
	_cluster_setup: { GET: clusterSetup },
	_dbs_info: { GET: databasesInfo, POST: databasesInfo },
	_membership: { GET: membership },
	'_node/_local': { GET: node },
	'_scheduler/docs': { GET: schedulerDocs },
	'_scheduler/jobs': { GET: schedulerJobs },
	_session: { GET: currentSession, POST: logIn, DELETE: logOut },
	_up: { GET: up },
	_uuids: { GET: uuids }
};

/** What answers at `path`, whose first part begins with `_` or is empty. */
export function serverMethods(path: readonly string[]): Methods<Exchange> | undefined {
	const [first] = path;
	if (first === '_replicate' || first === '_replicator') return REPLICATION;
	const whole = path.join('/');
	if (Object.hasOwn(SERVER_ROUTES, whole)) return SERVER_ROUTES[whole];
	return first === '_node' ? CONFIGURATION : undefined;
}

const listing = (rows: Listing): Methods<DatabaseExchange> => ({ GET: listed(rows), POST: listed(rows) });

const queries = (rows: Listing): Methods<DatabaseExchange> => ({ POST: listedByQueries(rows) });

/** Paths of a database, by what follows its name. */
export const DATABASE_ROUTES: Readonly<Record<string, Methods<DatabaseExchange>>> = {
	'': { GET: databaseInfo, HEAD: databaseExists, POST: createDocument, DELETE: deleteDatabase },
	_all_docs: listing(allDocuments),
	'_all_docs/queries': queries(allDocuments),
	_bulk_docs: { POST: bulkDocs },
	_bulk_get: { POST: bulkGet },
	_changes: { GET: changes, POST: changes },
	_compact: { POST: compact },
	_design_docs: listing(designDocuments),
	'_design_docs/queries': queries(designDocuments),
	_ensure_full_commit: { POST: ensureFullCommit },
	_explain: { POST: explain },
	_find: { POST: find },
	_index: { GET: listIndexes, POST: createIndex, DELETE: deleteIndex },
	_local_docs: listing(localDocuments),
	'_local_docs/queries': queries(localDocuments),
	_missing_revs: { POST: missingRevs },
	_purge: { POST: purge },
	_revs_diff: { POST: revsDiff },
	_revs_limit: { GET: readRevsLimit, PUT: writeRevsLimit },
	_security: { GET: readSecurity, PUT: writeSecurity },
	_view_cleanup: { POST: viewCleanup }
};

const LOCAL: Methods<DatabaseExchange> = { GET: readLocal, PUT: writeLocal, DELETE: deleteLocal };

const DOCUMENT: Methods<DatabaseExchange> = {
	GET: readDocumentById,
	PUT: writeDocument,
	DELETE: deleteDocument,
	COPY: copyDocument
};

const BELOW_DESIGN: Methods<DatabaseExchange> = { GET: belowDesign, POST: belowDesign, PUT: belowDesign };

const ATTACHMENT: Methods<DatabaseExchange> = {
	GET: readAttachment,
	PUT: writeAttachment,
	DELETE: deleteAttachment
};

/** What answers at `path` below a database; the path's first part may hold the slash of `_design/x` or `_local/x`. */
export function databaseMethods(path: readonly string[]): Methods<DatabaseExchange> | undefined {
	const [first = '', ...rest] = path;
	const whole = first === '_index' ? first : path.join('/');
	if (Object.hasOwn(DATABASE_ROUTES, whole)) return DATABASE_ROUTES[whole];
	if (first === '_local' || first.startsWith('_local/'))
		return rest.length > 0 || first !== '_local' ? LOCAL : undefined;
	const ofDesign = first === '_design' ? rest.length : first.startsWith('_design/') ? rest.length + 1 : undefined;
	if (ofDesign === 1) return DOCUMENT;
	if (ofDesign !== undefined) {
		const below = path.at(-ofDesign + 1);
		return below === undefined ? undefined : below.startsWith('_') ? BELOW_DESIGN : ATTACHMENT;
	}
	if (rest.length > 0 && first.startsWith('_')) return undefined;
	return rest.length > 0 ? ATTACHMENT : DOCUMENT;
}
