const reasons = new WeakMap<Response | Request, string>();

/** Notes the code of the problem that an answer tells. */
export function noteRefusal(response: Response, reason: string): Response {
	reasons.set(response, reason);
	return response;
}

/** Hands the code on to the request, which outlives its answer. */
export function noteAnswer(request: Request, response: Response): void {
	const reason = reasons.get(response);
	if (reason !== undefined) reasons.set(request, reason);
}

/** Why a request was refused, as CouchDB's `error` says it: `forbidden`. Undefined where it was not. */
export const refusalOf = (request: Request): string | undefined => reasons.get(request);

const documents = new WeakMap<Request, Map<string, number>>();

/** Notes that one document of a request was not taken, and the code of its problem. */
export function noteRefusedDocument(request: Request, reason: string): void {
	const counts = documents.get(request) ?? new Map<string, number>();
	counts.set(reason, (counts.get(reason) ?? 0) + 1);
	documents.set(request, counts);
}

/** How many documents of a request were not taken, by the code of the problem. */
export const refusedDocumentsOf = (request: Request): ReadonlyMap<string, number> =>
	documents.get(request) ?? new Map();
