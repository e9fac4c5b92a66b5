import type { Code } from '../kernel/code.ts';
import { needAll, type Decider, type Need, type Rows } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import type { Role } from '../kernel/role.ts';
import { guardiansOf, pinHolders } from './guardians.ts';
import { person as people } from './person.ts';
import { pins } from './pin.ts';

/** Who stands behind a command. */
export interface Hands {
	/** Those who work at the device, by a badge or a tap. */
	readonly by: readonly EntityId[];
	/** Whose PIN was checked at this device, and still counts. */
	readonly verified?: readonly Code[];
}

/** Why a command is not for whoever gave it. */
export type NotPermitted =
	/** It takes somebody in one of these roles who works here and has shown it by a PIN. */
	| { readonly type: 'NotPermitted'; readonly roles: readonly Role[] }
	/** It names somebody who has not shown by a PIN that it is them; `hasPin`: whether there is one to ask for. */
	| { readonly type: 'NotProven'; readonly person: Code; readonly hasPin: boolean };

type Permission<Command extends { readonly type: string }> = Pick<
	Decider<Command, unknown>,
	'roles' | 'own' | 'vouchers'
>;

/** Rows that `objection` looks at: none for what anybody may do, so that a scan reads nothing for it. */
export const guardNeeds = <Command extends { readonly type: string }>(
	{ roles, vouchers }: Permission<Command>,
	command: Command
): readonly Need[] =>
	roles === undefined && !vouchers?.(command).length ? [] : [needAll(people.table), needAll(pins)];

/**
 * Why a command is not for whoever gave it; null when it is. A site is guarded from the day on which somebody who administers has
 * a PIN; before that nobody could have shown who they are.
 */
export function objection<Command extends { readonly type: string }>(
	{ roles, own, vouchers }: Permission<Command>,
	command: Command,
	{ by, verified = [] }: Hands,
	rows: Rows
): NotPermitted | null {
	const holders = pinHolders(rows.all(pins));
	if (guardiansOf(rows.all(people.table), holders).length === 0) return null;
	const unproven = vouchers?.(command).find((person) => !verified.includes(person));
	if (unproven !== undefined) return { type: 'NotProven', person: unproven, hasPin: holders.has(unproven) };
	if (roles === undefined) return null;
	const present = rows
		.all(people.table)
		.filter(({ id, archived }) => !archived && by.includes(id) && verified.includes(id));
	const mayGive = present.some((one) => one.roles.some((role) => roles.includes(role)) || one.id === own?.(command));
	return mayGive ? null : { type: 'NotPermitted', roles };
}
