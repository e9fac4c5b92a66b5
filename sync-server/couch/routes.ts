import { allDocs, designDocs } from './all-docs.ts';
import { allDatabases } from './all-dbs.ts';
import { bulkDocs } from './bulk-docs.ts';
import { bulkGet } from './bulk-get.ts';
import { changes } from './changes.ts';
import { compact } from './compact.ts';
import { createDocument, databaseExists, databaseInfo, deleteDatabase } from './database.ts';
import { databasesInfo } from './dbs-info.ts';
import { attachment, belowDesign, copyDocument, deleteDocument, readDocumentById, writeDocument } from './document.ts';
import { ensureFullCommit } from './ensure-full-commit.ts';
import type { DatabaseExchange, Exchange, Methods } from './exchange.ts';
import { explain, find } from './find.ts';
import { createIndex, deleteIndex, listIndexes } from './index-documents.ts';
import { deleteLocal, localDocs, readLocal, writeLocal } from './local-docs.ts';
import { missingRevs, revsDiff } from './revs-diff.ts';
import { readRevsLimit, writeRevsLimit } from './revs-limit.ts';
import { root } from './root.ts';
import { readSecurity, writeSecurity } from './security.ts';
import { currentSession, logIn, logOut } from './session.ts';
import { up } from './up.ts';
import { uuids } from './uuids.ts';
import { viewCleanup } from './view-cleanup.ts';

/** Paths of the server itself. */
export const SERVER_ROUTES: Readonly<Record<string, Methods<Exchange>>> = {
	'': { GET: root },
	_all_dbs: { GET: allDatabases },
	_dbs_info: { POST: databasesInfo },
	_session: { GET: currentSession, POST: logIn, DELETE: logOut },
	_up: { GET: up },
	_uuids: { GET: uuids }
};

/** Paths of a database, by what follows its name. */
export const DATABASE_ROUTES: Readonly<Record<string, Methods<DatabaseExchange>>> = {
	'': { GET: databaseInfo, HEAD: databaseExists, POST: createDocument, DELETE: deleteDatabase },
	_all_docs: { GET: allDocs, POST: allDocs },
	_bulk_docs: { POST: bulkDocs },
	_bulk_get: { POST: bulkGet },
	_changes: { GET: changes, POST: changes },
	_compact: { POST: compact },
	_design_docs: { GET: designDocs },
	_ensure_full_commit: { POST: ensureFullCommit },
	_explain: { POST: explain },
	_find: { POST: find },
	_index: { GET: listIndexes, POST: createIndex, DELETE: deleteIndex },
	_local_docs: { GET: localDocs },
	_missing_revs: { POST: missingRevs },
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

const ATTACHMENT: Methods<DatabaseExchange> = { GET: attachment, PUT: attachment, DELETE: attachment };

/** What answers at `path` below a database; the path's first part may hold the slash of `_design/x` or `_local/x`. */
export function databaseMethods(path: readonly string[]): Methods<DatabaseExchange> | undefined {
	const [first = '', ...rest] = path;
	if (first === '_index' || (rest.length === 0 && Object.hasOwn(DATABASE_ROUTES, first))) return DATABASE_ROUTES[first];
	if (first === '_local' || first.startsWith('_local/'))
		return rest.length > 0 || first !== '_local' ? LOCAL : undefined;
	const ofDesign = first === '_design' ? rest.length : first.startsWith('_design/') ? rest.length + 1 : undefined;
	if (ofDesign !== undefined) return ofDesign === 1 ? DOCUMENT : ofDesign > 1 ? BELOW_DESIGN : undefined;
	if (rest.length > 0 && first.startsWith('_')) return undefined;
	return rest.length > 0 ? ATTACHMENT : DOCUMENT;
}
