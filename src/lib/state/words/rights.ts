import type { NotPermitted } from '#domain/person/guard.ts';
import { m } from '#paraglide/messages.js';
import { roleText } from './role.ts';
import { anyOf, stop, type NameOf, type Words } from './words.ts';

/** Why somebody may not do something, and who may. */
export function notPermittedWords(refusal: NotPermitted, nameOf: NameOf): Words {
	if (refusal.type === 'NotPermitted') {
		const roles = anyOf(refusal.roles.map(roleText));
		return stop(m.rights_not_permitted_title(), m.rights_not_permitted_line({ roles }));
	}
	const name = nameOf(refusal.person);
	const line = refusal.hasPin ? m.rights_not_proven_line({ name }) : m.rights_no_pin_line({ name });
	return stop(m.rights_not_proven_title(), line);
}
