import { parseJson } from '../http/json-text.ts';

/** The members of a stored body, without its stubs; numbers that no JavaScript number can tell keep their digits. */
export function membersOf(body: string): Record<string, unknown> {
	const value = parseJson(body, Infinity);
	if (!value.ok) throw new Error(`a stored body is no JSON: ${value.error}`);
	const { _attachments, ...members } = value.value as Record<string, unknown>;
	return members;
}
