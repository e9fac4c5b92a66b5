import type { Code } from '../kernel/code.ts';
import { draft, need, needAll, type Decider, type Rows } from '../kernel/decider.ts';
import { err, ok } from '../kernel/result.ts';
import { guardiansOf, pinHolders } from './guardians.ts';
import { person as people } from './person.ts';
import { personPin, pins, PinSet } from './pin.ts';
import { parseVerifier } from './verifier.ts';

/** Gives somebody a PIN, another one, or takes it away. */
export interface SetPin {
	readonly type: 'SetPin';
	readonly person: Code;
	/** What the PIN is checked by, as `ports/pin-hasher` writes it: the PIN itself is nowhere. Null takes it away. */
	readonly verifier: string | null;
	/** Given by somebody else, who knows it: to be changed at the next sign-in. */
	readonly temporary: boolean;
}

/** `feature`: only its own screens meet these, and say them. */
export type SetPinRefusal = { readonly feature: 'pin' } & (
	| { readonly type: 'PersonUnknown'; readonly person: Code }
	/** Nothing that a PIN could be checked by: a PIN as it is typed must never be stored. */
	| { readonly type: 'VerifierMalformed' }
	| { readonly type: 'NoPin'; readonly person: Code }
	/** Nobody else could set anything up, or give anybody a PIN again. */
	| { readonly type: 'LastAdmin'; readonly person: Code }
);

const setPin: Decider<SetPin, SetPinRefusal> = {
	command: 'SetPin',
	roles: ['admin'],
	own: ({ person }) => person,
	needs: ({ person, verifier }) =>
		verifier === null ? [needAll(people.table), needAll(pins)] : [need(people.table, person)],
	decide({ person, verifier, temporary }, rows, moment) {
		if (verifier === null) return withoutPin(person, rows);
		if (!rows.get(people.table, person)) return err({ feature: 'pin', type: 'PersonUnknown', person });
		if (parseVerifier(verifier) === null) return err({ feature: 'pin', type: 'VerifierMalformed' });
		return ok([draft(PinSet, 'site', [person], { person, verifier: moment.personal(verifier), temporary })]);
	}
};

function withoutPin(person: Code, rows: Rows): ReturnType<typeof setPin.decide> {
	const holders = pinHolders(rows.all(pins));
	if (!holders.has(person)) return err({ feature: 'pin', type: 'NoPin', person });
	const guardians = guardiansOf(rows.all(people.table), holders);
	if (guardians.length === 1 && guardians[0] === person) return err({ feature: 'pin', type: 'LastAdmin', person });
	return ok([draft(PinSet, 'site', [person], { person, verifier: null, temporary: false })]);
}

export const pin = { slices: [personPin], deciders: [setPin] } as const;
