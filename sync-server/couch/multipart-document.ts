import { err, ok, type Result } from '#domain/kernel/result.ts';
import { gatherBytes } from '../gathered-bytes.ts';
import { takeRoom } from '../http/body-budget.ts';
import { isObject } from '../http/body.ts';
import { parseJson } from '../http/json-text.ts';
import { badRequest, problem, tooBusy, tooLarge, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import type { NewAttachment } from '../log/attachments.ts';
import { readAttachments, readType, type FollowingAttachment } from './attachment-members.ts';
import { boundaryOf, fileNameOf, MalformedMultipart, readParts, type Part } from './multipart.ts';
import { uploadedBytes, UploadStopped } from './upload-stream.ts';
import type { Uploads } from './uploads.ts';

/** A document whose attachments follow it. */
export interface MultipartDocument {
	readonly value: Record<string, unknown>;
	/** All the attachments that it says follow, by name. */
	readonly received: ReadonlyMap<string, NewAttachment>;
}

export const isMultipart = (request: Request): boolean =>
	/^multipart\//i.test(request.headers.get('content-type') ?? '');

/**
 * A `multipart/related` body: the document as JSON, then a part for each attachment that `follows`. A part that names its
 * file is that attachment; one that does not is the first that has not come. All of it is here in the end, or there is a problem.
 */
export async function readMultipartDocument(
	request: Request,
	limits: Limits,
	uploads: Uploads
): Promise<Result<MultipartDocument, Problem>> {
	const type = request.headers.get('content-type') ?? '';
	const boundary = boundaryOf(type);
	if (!/^multipart\/related\b/i.test(type)) {
		return err(problem(415, 'bad_content_type', 'Content-Type must be application/json or multipart/related'));
	}
	if (boundary === undefined) return err(badRequest('the multipart body names no boundary'));
	if (!/^\s*identity\s*$/i.test(request.headers.get('content-encoding') ?? 'identity')) {
		return err(problem(415, 'bad_content_encoding', 'a multipart body is not compressed as a whole'));
	}
	try {
		return await takeParts(readParts(uploadedBytes(request, limits), boundary), request, limits, uploads);
	} catch (error) {
		if (error instanceof UploadStopped) return err(error.problem);
		if (error instanceof MalformedMultipart) return err(badRequest(error.message));
		throw error;
	}
}

async function takeParts(
	parts: AsyncIterable<Part>,
	request: Request,
	limits: Limits,
	uploads: Uploads
): Promise<Result<MultipartDocument, Problem>> {
	let value: Record<string, unknown> | undefined;
	const missing = new Map<string, FollowingAttachment>();
	const received = new Map<string, NewAttachment>();
	for await (const part of parts) {
		if (value === undefined) {
			const document = await readJsonPart(part, request, limits);
			if (!document.ok) return document;
			value = document.value;
			const attachments = readAttachments(value['_attachments'], request, limits);
			if (!attachments.ok) return attachments;
			for (const each of attachments.value.following) missing.set(each.name, each);
			continue;
		}
		const announced = chooseAttachment(part, missing);
		if (!announced.ok) return announced;
		missing.delete(announced.value.name);
		const attachment = await uploads.receive(announced.value, part.body);
		if (!attachment.ok) return attachment;
		received.set(attachment.value.name, attachment.value);
	}
	if (value === undefined) return err(badRequest('the multipart body has no document'));
	const [absent] = missing.keys();
	return absent === undefined
		? ok({ value, received })
		: err(badRequest(`the attachment ${absent} was to follow and did not`));
}

async function readJsonPart(
	{ headers, body }: Part,
	request: Request,
	{ requestBytes }: Limits
): Promise<Result<Record<string, unknown>, Problem>> {
	if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? 'application/json')) {
		return err(badRequest('the first part has to be the document, as application/json'));
	}
	const gathered = gatherBytes();
	let size = 0;
	for await (const chunk of body) {
		size += chunk.byteLength;
		if (size > requestBytes) return err(tooLarge(`the document exceeds ${requestBytes} bytes`));
		if (!takeRoom(request, chunk.byteLength)) return err(tooBusy);
		gathered.add(chunk);
	}
	const value = parseJson(gathered.whole());
	if (!value.ok) return err(badRequest(value.error));
	return isObject(value.value) ? ok(value.value) : err(badRequest('Document must be a JSON object'));
}

/** Which of the missing attachments a part is: the one whose file it names, else the first. */
function chooseAttachment(
	{ headers }: Part,
	missing: ReadonlyMap<string, FollowingAttachment>
): Result<FollowingAttachment & { readonly type: string }, Problem> {
	const file = fileNameOf(headers.get('content-disposition') ?? '');
	const announced = (file === undefined ? undefined : missing.get(file)) ?? firstOf(missing);
	if (announced === undefined) return err(badRequest('a part is none of the attachments that are to follow'));
	const { name, type } = announced;
	const encoding = headers.get('content-encoding')?.toLowerCase() === 'gzip' ? 'gzip' : announced.encoding;
	const expected = encoding === announced.encoding ? announced.size : undefined;
	const size = /^\d{1,15}$/.test(headers.get('content-length') ?? '')
		? Number(headers.get('content-length'))
		: expected;
	if (size !== (expected ?? size)) return err(badRequest(`${name} is said to have ${expected} bytes, and ${size}`));
	return ok({ ...announced, encoding, size, type: type ?? readType(headers.get('content-type')) });
}

/**
 * The first one that the document has. Where a number is among several names nobody can tell: a reader of JSON finds those
 * first, wherever they stood.
 */
function firstOf(missing: ReadonlyMap<string, FollowingAttachment>): FollowingAttachment | undefined {
	const [first] = missing.values();
	return missing.size > 1 && [...missing.keys()].some((name) => /^\d+$/.test(name)) ? undefined : first;
}
