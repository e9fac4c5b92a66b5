import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import { badRequest, problem, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import type { EditAttachment, NewAttachment } from '../log/attachments.ts';
import { parseRevision, type RevisionHistory } from '../log/revision-tree.ts';
import { readAttachments, type SentAttachments } from './attachment-members.ts';

/** A document as a client sent it, taken apart and well formed as CouchDB has it. */
export interface IncomingDocument {
	readonly id: string;
	readonly rev: string | undefined;
	/** From `_revisions`, else `rev` alone; undefined when there is no `rev`. */
	readonly history: RevisionHistory | undefined;
	readonly deleted: boolean;
	readonly attachments: readonly EditAttachment[];
	/** Everything whose name does not start with `_`, and the few such that are kept. */
	readonly members: Readonly<Record<string, unknown>>;
}

/** What CouchDB writes into documents it hands out: taken back and ignored. */
const IGNORED: ReadonlySet<string> = new Set(['_revs_info', '_conflicts', '_deleted_conflicts', '_local_seq']);

const READ: ReadonlySet<string> = new Set(['_id', '_rev', '_revisions', '_deleted', '_attachments']);

/** What CouchDB's replicator writes into documents about itself: stored like any member. */
const KEPT: ReadonlySet<string> = new Set([
	'_replication_id',
	'_replication_state',
	'_replication_state_time',
	'_replication_state_reason',
	'_replication_stats'
]);

const NONE: ReadonlyMap<string, NewAttachment> = new Map();

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

/** `request` is what brought it; `newId` names documents that come without an id; `received` are the attachments that followed it, by name. */
export function readDocument(
	value: unknown,
	newId: () => string,
	request: Request,
	limits: Pick<Limits, 'attachmentBytes' | 'attachmentsPerDocument'>,
	received = NONE
): Result<IncomingDocument, Problem> {
	if (!isObject(value)) return err(badRequest('Document must be a JSON object'));
	const id = value['_id'] === undefined ? newId() : value['_id'];
	const illegal = idProblem(id);
	if (illegal) return err(illegal);
	const members: Record<string, unknown> = {};
	for (const [name, member] of Object.entries(value)) {
		if (!name.startsWith('_') || KEPT.has(name)) members[name] = member;
		else if (!IGNORED.has(name) && !READ.has(name)) {
			return err(problem(400, 'doc_validation', `Bad special document member: ${name}`));
		}
	}
	const revision = readRevision(value['_rev'], value['_revisions']);
	if (!revision.ok) return revision;
	const attachments = readAttachments(value['_attachments'], request, limits);
	if (!attachments.ok) return attachments;
	const attached = withReceived(attachments.value, received);
	if (attached === undefined) return err(badRequest('attachments follow in a multipart body only'));
	return ok({
		id: id as string,
		...revision.value,
		deleted: value['_deleted'] === true,
		attachments: attached,
		members
	});
}

/** Undefined when one that was to follow is not among those received. */
function withReceived(
	{ here, following }: SentAttachments,
	received: ReadonlyMap<string, NewAttachment>
): readonly EditAttachment[] | undefined {
	if (following.length === 0) return here;
	const followed = following.map(({ name }) => received.get(name)).filter((each) => each !== undefined);
	return followed.length === following.length ? [...here, ...followed] : undefined;
}

function readRevision(rev: unknown, revisions: unknown): Result<Pick<IncomingDocument, 'rev' | 'history'>, Problem> {
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
	if (parseRevision(`${start}-0`) === undefined || ids.length === 0 || ids.length > start) {
		return undefined;
	}
	if (!ids.every((hash) => typeof hash === 'string' && parseRevision(`1-${hash}`) !== undefined)) return undefined;
	return { start, ids: ids as string[] };
}
