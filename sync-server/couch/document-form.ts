import type { Limits } from '../limits.ts';

/**
 * Why the members of a document cannot be stored, if they cannot: nested too deep, too many in one object, or text that no
 * UTF-8 can say (half of a surrogate pair), which every reader would make something else of.
 */
export function formProblem(
	members: unknown,
	{ jsonDepth, membersPerObject }: Pick<Limits, 'jsonDepth' | 'membersPerObject'>
): string | undefined {
	/** Goes no deeper than it has to: a value may be nested deeper than the stack. */
	function look(value: unknown, depth: number): string | undefined {
		if (typeof value === 'string')
			return value.isWellFormed() ? undefined : 'holds text that is not well-formed Unicode';
		if (typeof value !== 'object' || value === null) return undefined;
		if (depth === 0) return `is nested deeper than ${jsonDepth}`;
		if (Array.isArray(value)) {
			for (const item of value) {
				const problem = look(item, depth - 1);
				if (problem !== undefined) return problem;
			}
			return undefined;
		}
		let count = 0;
		for (const name in value) {
			if (++count > membersPerObject) return `has an object of more than ${membersPerObject} members`;
			const problem = look(name, 0) ?? look((value as Record<string, unknown>)[name], depth - 1);
			if (problem !== undefined) return problem;
		}
		return undefined;
	}
	return look(members, jsonDepth);
}
