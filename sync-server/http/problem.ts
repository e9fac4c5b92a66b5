/** Why a request is not served, as CouchDB words it: `{"error": <code>, "reason": <text>}`. */
export interface Problem {
	readonly status: number;
	readonly error: string;
	readonly reason: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export const problem = (status: number, error: string, reason: string): Problem => ({ status, error, reason });

export const badRequest = (reason: string): Problem => problem(400, 'bad_request', reason);

export const badQuery = (reason: string): Problem => problem(400, 'query_parse_error', reason);

export const unauthorized = (reason: string): Problem => problem(401, 'unauthorized', reason);

export const forbidden = (reason: string): Problem => problem(403, 'forbidden', reason);

export const missing = (reason = 'missing'): Problem => problem(404, 'not_found', reason);

/** `methods`: those that are served there. */
export const methodNotAllowed = (...methods: readonly string[]): Problem => ({
	...problem(405, 'method_not_allowed', `Only ${methods.join(',')} allowed`),
	headers: { allow: methods.join(', ') }
});

export const conflict: Problem = problem(409, 'conflict', 'Document update conflict.');

export const tooLarge = (reason: string): Problem => problem(413, 'too_large', reason);

/** Something of CouchDB's that this server does not do: said loudly, since ignoring it could show or lose data. */
export const unsupported = (what: string): Problem => problem(501, 'not_implemented', `${what}: not supported`);

/** Too much is under way: whoever comes later finds the server free again. */
export const tooBusy: Problem = {
	...problem(503, 'service_unavailable', 'The server has too much to do. Nothing was changed: send it again.'),
	headers: { 'retry-after': '2' }
};
