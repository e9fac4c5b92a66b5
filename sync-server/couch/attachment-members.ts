import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import { takeRoom } from '../http/body-budget.ts';
import { badRequest, problem, tooBusy, tooLarge, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import type { AttachmentEncoding, AttachmentStub, EditAttachment, NewAttachment } from '../log/attachments.ts';
import { contentOf } from '../log/contents.ts';

/** What a document says of an attachment whose bytes come after it, in the parts of a multipart body. */
export interface FollowingAttachment {
	readonly name: string;
	/** Undefined where the part says it. */
	readonly type: string | undefined;
	readonly revpos: number | undefined;
	readonly encoding: AttachmentEncoding;
	/** Bytes as they come, with the encoding. */
	readonly size: number | undefined;
	/** `md5-<base64>` of those. */
	readonly digest: string | undefined;
}

/** The member `_attachments` of a document, taken apart. */
export interface SentAttachments {
	/** Whole. */
	readonly here: readonly EditAttachment[];
	readonly following: readonly FollowingAttachment[];
}

const NONE: SentAttachments = { here: [], following: [] };

const DEFAULT_TYPE = 'application/octet-stream';

const LONGEST_NAME = 1_024;
const LONGEST_TYPE = 1_024;

/** What is here whole takes its room among the bodies under way: decoded, it lies in memory beside the text it came in. */
export function readAttachments(
	value: unknown,
	request: Request,
	limits: Pick<Limits, 'attachmentBytes' | 'attachmentsPerDocument'>
): Result<SentAttachments, Problem> {
	if (value === undefined) return ok(NONE);
	if (!isObject(value)) return err(badRequest('_attachments must be a JSON object'));
	const entries = Object.entries(value);
	if (entries.length > limits.attachmentsPerDocument) {
		return err(tooLarge(`a document has ${limits.attachmentsPerDocument} attachments at most`));
	}
	const here: EditAttachment[] = [];
	const following: FollowingAttachment[] = [];
	for (const [name, sent] of entries) {
		const illegal = nameProblem(name);
		if (illegal) return err(illegal);
		if (!isObject(sent)) return err(invalidData(name));
		if (sent['stub'] === true) here.push(readStub(name, sent));
		else if (sent['follows'] === true) following.push(readFollowing(name, sent));
		else {
			const { data } = sent;
			if (typeof data === 'string' && !takeRoom(request, decodedSize(data))) return err(tooBusy);
			const inline = readInline(name, sent);
			if (!inline.ok) return inline;
			if (inline.value.length > limits.attachmentBytes) return err(attachmentTooLarge(name, limits));
			here.push(inline.value);
		}
	}
	return ok({ here, following });
}

/** Why `name` cannot be an attachment's, if it cannot. */
export function nameProblem(name: string): Problem | undefined {
	if (name === '') return badRequest('Attachment name must not be empty');
	if (name.startsWith('_')) return badRequest("Attachment name can't start with '_'");
	// a line break would end the header that carries it
	if (!name.isWellFormed() || /\p{Cc}/u.test(name)) return badRequest('Attachment name is not UTF-8 encoded text');
	if (Buffer.byteLength(name) > LONGEST_NAME) return badRequest(`Attachment name exceeds ${LONGEST_NAME} bytes`);
	return undefined;
}

export const attachmentTooLarge = (name: string, { attachmentBytes }: Pick<Limits, 'attachmentBytes'>): Problem =>
	problem(413, 'attachment_too_large', `${name} exceeds ${attachmentBytes} bytes`);

export const digestMismatch = (name: string): Problem =>
	problem(400, 'content_md5_mismatch', `Possible message corruption: ${name} has another digest`);

const readStub = (name: string, sent: Record<string, unknown>): AttachmentStub => ({
	name,
	revpos: readCount(sent['revpos']),
	content: undefined
});

function readFollowing(name: string, sent: Record<string, unknown>): FollowingAttachment {
	const encoding = sent['encoding'] === 'gzip' ? 'gzip' : 'identity';
	const size = encoding === 'gzip' ? sent['encoded_length'] : sent['length'];
	return {
		name,
		type: typeof sent['content_type'] === 'string' ? readType(sent['content_type']) : undefined,
		revpos: readCount(sent['revpos']),
		encoding,
		size: readCount(size),
		digest: typeof sent['digest'] === 'string' ? sent['digest'] : undefined
	};
}

function readInline(name: string, sent: Record<string, unknown>): Result<NewAttachment, Problem> {
	const bytes = typeof sent['data'] === 'string' ? readBase64(sent['data']) : undefined;
	if (bytes === undefined) return err(invalidData(name));
	const type = readType(sent['content_type']);
	const content = contentOf(bytes);
	const claimed = sent['digest'];
	if (typeof claimed === 'string' && claimed !== content.digest && !isCompressed(type))
		return err(digestMismatch(name));
	// inline, an encoding tells only what another server keeps: the data is without it
	return ok({ name, type, revpos: readCount(sent['revpos']), length: bytes.length, encoding: 'identity', content });
}

/**
 * What CouchDB compresses by itself: the digest it tells is of compressed bytes that never were here, and whoever copies by way of
 * JSON passes it on.
 */
const isCompressed = (type: string): boolean => /^text\/|^application\/(?:json|javascript|xml)\b/i.test(type);

/** Well-formed Unicode: the document and the table of attachments have to say the same of it. */
export const readType = (type: unknown): string =>
	typeof type === 'string' && type !== '' && type.length <= LONGEST_TYPE && type.isWellFormed() ? type : DEFAULT_TYPE;

/** A type as a header may carry it. */
export const headerType = (type: string): string => (/^[\x21-\x7e][\x20-\x7e]*$/.test(type) ? type : DEFAULT_TYPE);

const readCount = (value: unknown): number | undefined =>
	Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

/** Bytes that base64 of this length stands for at most. */
const decodedSize = ({ length }: string): number => Math.ceil((length * 3) / 4);

/** Undefined when it is none: Buffer would take anything, and leave out what it does not know. */
function readBase64(text: string): Buffer | undefined {
	const compact = /\s/.test(text) ? text.replaceAll(/\s/g, '') : text;
	if (compact.length % 4 !== 0 || /[-_]/.test(compact)) return undefined;
	const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0;
	const bytes = Buffer.from(compact, 'base64');
	return bytes.length === (compact.length / 4) * 3 - padding ? bytes : undefined;
}

const invalidData = (name: string): Problem => badRequest(`Invalid attachment data for ${name}`);
