import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import { badRequest, problem, type Problem } from '../http/problem.ts';
import { parseRevision, type RevisionHistory } from '../log/revision-tree.ts';

/** A document as a client sent it, taken apart and well formed as CouchDB has it. */
export interface IncomingDocument {
	readonly id: string;
	readonly rev: string | undefined;
	/** From `_revisions`, else `rev` alone; undefined when there is no `rev`. */
	readonly history: RevisionHistory | undefined;
	readonly deleted: boolean;
	readonly hasAttachments: boolean;
	/** Everything whose name does not start with `_`. */
	readonly members: Readonly<Record<string, unknown>>;
}

/** What CouchDB writes into documents it hands out: taken back and ignored. */
const IGNORED: ReadonlySet<string> = new Set([
	'_revs_info',
	'_conflicts',
	'_deleted_conflicts',
	'_local_seq',
	'_attachments'
]);

const READ: ReadonlySet<string> = new Set(['_id', '_rev', '_revisions', '_deleted']);

/** Why `id` cannot be a document's, if it cannot. */
export function idProblem(id: unknown): Problem | undefined {
	if (typeof id !== 'string') return problem(400, 'illegal_docid', 'Document id must be a string');
	if (id === '') return problem(400, 'illegal_docid', 'Document id must not be empty');
	if (!id.isWellFormed()) return problem(400, 'illegal_docid', 'Document id must be well-formed Unicode');
	if (!id.startsWith('_') || /^_design\/./s.test(id)) return undefined;
	if (id.startsWith('_local/'))
		return problem(400, 'illegal_docid', 'Local documents are written at their own address.');
	return problem(400, 'illegal_docid', 'Only reserved document ids may start with underscore.');
}

/** `newId` names documents that come without an id. */
export function readDocument(value: unknown, newId: () => string): Result<IncomingDocument, Problem> {
	if (!isObject(value)) return err(badRequest('Document must be a JSON object'));
	const id = value['_id'] === undefined ? newId() : value['_id'];
	const illegal = idProblem(id);
	if (illegal) return err(illegal);
	const members: Record<string, unknown> = {};
	for (const [name, member] of Object.entries(value)) {
		if (!name.startsWith('_')) members[name] = member;
		else if (!IGNORED.has(name) && !READ.has(name)) {
			return err(problem(400, 'doc_validation', `Bad special document member: ${name}`));
		}
	}
	const revision = readRevision(value['_rev'], value['_revisions']);
	if (!revision.ok) return revision;
	const attachments = value['_attachments'];
	return ok({
		id: id as string,
		...revision.value,
		deleted: value['_deleted'] === true,
		hasAttachments: isObject(attachments) && Object.keys(attachments).length > 0,
		members
	});
}

export function readRevision(
	rev: unknown,
	revisions: unknown
): Result<Pick<IncomingDocument, 'rev' | 'history'>, Problem> {
	if (revisions !== undefined) {
		const history = readHistory(revisions);
		if (history === undefined) return err(problem(400, 'doc_validation', 'RevId list is malformed'));
		return ok({ rev: `${history.start}-${history.ids[0] ?? ''}`, history });
	}
	if (rev === undefined || rev === null) return ok({ rev: undefined, history: undefined });
	const parts = typeof rev === 'string' ? parseRevision(rev) : undefined;
	if (parts === undefined) return err(badRequest('Invalid rev format'));
	return ok({ rev: rev as string, history: { start: parts.generation, ids: [parts.hash] } });
}

function readHistory(value: unknown): RevisionHistory | undefined {
	if (!isObject(value) || !Array.isArray(value['ids'])) return undefined;
	const start = Number(value['start']);
	const ids = value['ids'] as unknown[];
	if (!Number.isSafeInteger(start) || ids.length === 0 || ids.length > start) return undefined;
	if (!ids.every((hash) => typeof hash === 'string' && parseRevision(`1-${hash}`) !== undefined)) return undefined;
	return { start, ids: ids as string[] };
}
