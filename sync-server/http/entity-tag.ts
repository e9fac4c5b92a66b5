/** Whether the sender has what `etag` names already. A tag is weak (`W/`) where something on the way compressed the answer. */
export const isKnown = ({ headers }: Request, etag: string): boolean =>
	(headers.get('if-none-match') ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
