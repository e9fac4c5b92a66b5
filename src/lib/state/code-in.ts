import { parseCode, type Code } from '#domain/kernel/code.ts';

/** The code that a part of a page's address is; null where it is none. */
export function codeIn(part: string | null | undefined): Code | null {
	const code = parseCode(part ?? '');
	return code.ok ? code.value : null;
}
