import './missing-builtins.ts';
import { MAX_DEPTH } from '#domain/kernel/canonical.ts';
import type { Standing } from '../../auth/devices.ts';
import type { User } from '../../auth/user.ts';
import { checkRules } from '../../door-rules.ts';
import type { ChainHead } from '../../log/chain.ts';

/** What the database's `_security` says beside who may read it: kept there by the small server, since a rule sees no other document. */
export interface SiteSecurity {
	/** Numbers of the devices that administer the site. */
	readonly admins: readonly string[];
	/** How far the chains of devices that were put out are taken, by number. */
	readonly revoked: Readonly<Record<string, readonly ChainHead[]>>;
}

/**
 * The door of the site's database as CouchDB calls it, before it stores any document but design documents and `_local` ones. Throws
 * `{forbidden: reason}`. `_revisions` says where a revision comes from: one that is written here has none of its own yet, or
 * one that is here already.
 */
export function validate(newDoc: unknown, oldDoc: unknown, userCtx: unknown, secObj: unknown): void {
	// Of this function's own realm: another one's lists lack what was added here.
	const document = copy(newDoc) as Record<string, unknown> & { readonly _id: string };
	const deleted = document['_deleted'] === true;
	delete document['_deleted'];
	delete document['_revisions'];
	const entry = oldDoc || document['_rev'] === undefined ? 'new' : 'replicated';
	const { floorbook } = copy(secObj) as { readonly floorbook?: SiteSecurity };
	const standing = (device: string): Standing => ({
		isAdmin: floorbook?.admins.includes(device) ?? false,
		revoked: floorbook?.revoked[device] ?? null
	});
	const checked = checkRules({ document, deleted, entry }, copy(userCtx) as User, { standing });
	const reason = checked.ok ? kept(document, checked.value.erases) : checked.error.reason;
	if (reason !== undefined) throw { forbidden: reason };
}

/** CouchDB lets a deleted document keep its members; of an erased text none may stay. */
const kept = (document: object, erases = false): string | undefined =>
	erases && Object.keys(document).some((name) => name !== '_id' && name !== '_rev')
		? 'an erased text keeps nothing'
		: undefined;

/** A JSON value, anew. What old engines cannot copy, or copy without end, is refused here: the rules would refuse it too. */
function copy(value: unknown, depth = 0): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (depth > MAX_DEPTH + 1) throw { forbidden: `nested deeper than ${MAX_DEPTH}` };
	// Its own `map` would make a list of the realm that it comes from.
	if (Array.isArray(value)) return Array.prototype.map.call(value, (item) => copy(item, depth + 1));
	const made: Record<string, unknown> = {};
	for (const name of Object.keys(value)) {
		if (name === '__proto__') throw { forbidden: 'a member named __proto__' };
		made[name] = copy((value as Record<string, unknown>)[name], depth + 1);
	}
	return made;
}
