import { codeKind, isCode } from '#domain/kernel/code.ts';
import type { NameOf } from '#state/words/words.ts';
import { kinds } from '../admin/kinds.ts';

export interface Subject {
	/** `Batch B001-0000-1X`, `Item Sock`. */
	readonly name: string;
	/** Null where no screen shows it. */
	readonly href: string | null;
}

/** What a decision is about. */
export function subjectOf(entity: string, nameOf: NameOf): Subject {
	if (!isCode(entity)) return { name: entity, href: null };
	const kind = codeKind(entity);
	const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${nameOf(entity)}`;
	if (kind === 'batch') return { name, href: `/b/${entity}` };
	if (kind === 'run') return { name, href: `/runs/${entity}` };
	const slug = kinds.find(({ one }) => one === kind)?.slug;
	return { name, href: slug ? `/admin/${slug}/${entity}` : null };
}
