import type { EntityId, EventId } from '../kernel/event.ts';
import type { Role } from '../kernel/role.ts';
import type { Fact, KnownFact } from '../kernel/thread.ts';
import { exception, type Exception, type ExceptionRule } from '../kernel/view.ts';
import { needsCountersign } from '../kernel/withdrawn.ts';
import { LEAVE_ROLES, type Circumstances } from './circumstances.ts';
import type { Claims } from './claims.ts';
import { changesQuantity, type Corrected } from './corrections.ts';
import type { Family, Member } from './family.ts';
import { holdsOn, passing } from './holds.ts';
import type { Life } from './life.ts';
import type { Standing } from './standing.ts';
import type { Exchanged } from './swaps.ts';

/** What a batch's cases are seen in. */
export interface Seen {
	readonly member: Member;
	readonly family: Family;
	readonly life: Life;
	readonly standing: Standing;
	readonly claims: Claims;
	readonly corrected: Corrected | undefined;
	readonly exchanged: Exchanged;
	readonly run: EntityId | null;
}

/** Everything about a batch that devices recorded without knowing of each other and that a lead has to decide; in the order of ids. */
export function casesOn(seen: Seen): Exception[] {
	const { member, run } = seen;
	const raised = new Map<string, Exception>();
	// For two reasons at once it is still one case, which names what stands against it for either.
	const raise = (rule: ExceptionRule, losing: readonly EventId[], others: readonly EventId[]): void => {
		for (const event of losing) {
			const one = exception(rule, member.id, event, others, run);
			const before = raised.get(one.id);
			raised.set(one.id, before ? { ...before, events: [...new Set([...before.events, ...one.events])] } : one);
		}
	};
	aboutBeing(seen, raise);
	aboutTakes(seen, raise);
	aboutWords(seen, raise);
	aboutHands(seen, raise);
	return [...raised.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Raise = (rule: ExceptionRule, losing: readonly EventId[], others: readonly EventId[]) => void;

/** What it is, and whether it is at all: codes made twice, two starts, scans that stand on nothing, undos that a use stands against. */
function aboutBeing({ member, family, life, standing }: Seen, raise: Raise): void {
	const { losers, deadMaker, killers, began, inits, rivals, strays, takes, lateBindings } = standing;
	raise('code', [...losers.map(({ fact }) => fact.id), ...ids(strays), ...ids(lateBindings)], keptBy(standing));
	raise('init', rivals, began ? [began.fact.id] : []);
	if (deadMaker && family.amendments.sameAs(member.id) === member.id) {
		raise('standing', [...ids(inits), ...takes.map(({ fact }) => fact.id)], ids(killers));
	}
	for (const { undo, uses } of life.blocked) {
		// Named once: on the first batch that the fact made, or on the one it initialised or closed.
		if (isSubject(member, undo.data.fact)) raise('undo', [undo.id], uses);
	}
}

/** Who took what: claims that dispute it, a close, a correction or a hold that a take did not know. */
function aboutTakes({ member, family: { knows }, standing, claims, corrected }: Seen, raise: Raise): void {
	const { began, takes, close, corrections } = standing;
	const facts = takes.map(({ fact }) => fact);
	for (const claim of claims.list.filter(({ disputes }) => disputes.length > 0)) {
		const others = claims.list.filter((other) => other.fact !== claim.fact && other.granted.n > 0n);
		const rivals = others.map(({ fact }) => fact);
		for (const rule of claim.disputes) raise(rule, [claim.fact], rule === 'code' ? keptBy(standing) : rivals);
	}
	if (close) raise('closed', ids(facts.filter((take) => !knows(close.id, take.id))), [close.id]);
	for (const { losing, counting } of corrected?.conflicts ?? []) raise('correction', [losing], [counting]);
	for (const take of facts) {
		// What came of it stays as it was made.
		const unknown = corrections.filter(changesQuantity).filter((one) => !knows(take.id, one.id));
		raise('corrected', unknown.length > 0 ? [take.id] : [], ids(unknown));
	}
	const init = began?.operation === 'init' ? [began.fact] : [];
	for (const placed of holdsOn(member, knows)) {
		raise('hold', ids(passing(placed, [...init, ...facts], knows)), [placed.id]);
	}
}

/** What the labels say: papers that were exchanged after something was recorded under one of them, or said to be on two batches. */
function aboutWords({ member, family: { knows }, standing, exchanged }: Seen, raise: Raise): void {
	const scans = [...standing.inits, ...standing.takes.map(({ fact }) => fact)];
	for (const swap of member.swaps.filter(({ data }) => data.labels.some(({ batch }) => batch === member.id))) {
		const before = scans.filter((scan) => !knows(scan.id, swap.id));
		if (before.length > 0) raise('swap', [swap.id], ids(before));
	}
	for (const { batch, losing, counting } of exchanged.conflicts) {
		if (batch === member.id) raise('swap', [losing], [counting]);
	}
}

/** Who recorded it: records of somebody who had left or lost the role it takes, and of a device that is not the site's any more. */
function aboutHands({ member, family: { withdrawn }, life }: Seen, raise: Raise): void {
	const { inits, makings, closes, corrections, voids } = member;
	const makes = makings.flatMap(({ fact, transformed }) => (transformed?.made[0] === member.id ? [fact] : []));
	const undos = member.undos.filter(({ data }) => isSubject(member, data.fact));
	const doubtful = [...inits, ...makes, ...closes, ...corrections, ...voids, ...undos].filter(
		(fact) => life.isAlive(fact.id) && needsCountersign(fact, withdrawn, rolesFor(fact))
	);
	raise('countersign', ids(doubtful), []);
}

/** Whoever let it pass must have been a lead. */
const rolesFor =
	({ data }: KnownFact<object>) =>
	(person: EntityId): readonly Role[] | null =>
		(data as Circumstances).override?.lead === person ? LEAVE_ROLES : null;

/** What the code is kept by. */
const keptBy = ({ maker, bound }: Standing): EventId[] => (maker ? [maker.fact.id] : bound ? [bound.id] : []);

const ids = (facts: readonly Pick<Fact, 'id'>[]): EventId[] => facts.map((fact) => fact.id);

const isSubject = ({ id, makings, inits }: Member, fact: EventId): boolean =>
	makings.some((making) => making.fact.id === fact && making.transformed?.made[0] === id) ||
	inits.some((init) => init.id === fact);
