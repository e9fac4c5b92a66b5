import { badRequest, tooLarge, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';

/** A body that is not read to its end. */
export class UploadStopped extends Error {
	override readonly name = 'UploadStopped';
	readonly problem: Problem;

	constructor(problem: Problem, cause?: unknown) {
		super(problem.reason, { cause });
		this.problem = problem;
	}
}

/** The bytes of a request's body as they come. Throws UploadStopped when there are too many of them, or not all. */
export async function* uploadedBytes(
	request: Request,
	{ uploadBytes }: Pick<Limits, 'uploadBytes'>
): AsyncGenerator<Uint8Array> {
	const tooMany = new UploadStopped(tooLarge(`the request body exceeds ${uploadBytes} bytes`));
	if (Number(request.headers.get('content-length') ?? 0) > uploadBytes) throw tooMany;
	if (request.body === null) return;
	const reader = request.body.getReader();
	let size = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read().catch((cause: unknown) => {
				throw new UploadStopped(badRequest('the request was cut off'), cause);
			});
			if (done) return;
			size += value.byteLength;
			if (size > uploadBytes) throw tooMany;
			yield value;
		}
	} finally {
		reader.cancel().catch(() => undefined);
	}
}
