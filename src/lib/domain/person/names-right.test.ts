import { expect, test } from 'vitest';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { ROLES, type Role } from '../kernel/role.ts';
import { mayTakeNames } from './names-right.ts';

const PEOPLE = ROLES.map((role, index) => ({
	id: mintCode('p', deviceNumber(1), index),
	roles: [role] as readonly Role[],
	archived: false
}));
const idOf = (role: Role): Code => PEOPLE[ROLES.indexOf(role)]!.id;
const GUARDED = new Set([idOf('admin')]);
const proven = (person: Code) => ({ by: [person], verified: [person] });

test('on a site where nobody could show who they are everybody takes names along', () => {
	expect(mayTakeNames(PEOPLE, new Set(), { by: [] })).toBe(true);
	expect(mayTakeNames(PEOPLE, new Set([idOf('operator')]), { by: [] })).toBe(true);
});

test.each([
	['operator', false],
	['lead', true],
	['quality', true],
	['planner', true],
	['admin', true]
] as const)('on a guarded site, somebody who is %s: %s', (role, may) => {
	expect(mayTakeNames(PEOPLE, GUARDED, proven(idOf(role)))).toBe(may);
});

test('not a device at which nobody is signed in, a badge without its PIN, a PIN of somebody who is not there, or who left', () => {
	const lead = idOf('lead');
	expect(mayTakeNames(PEOPLE, GUARDED, { by: [] })).toBe(false);
	expect(mayTakeNames(PEOPLE, GUARDED, { by: [lead] })).toBe(false);
	expect(mayTakeNames(PEOPLE, GUARDED, { by: [idOf('operator')], verified: [lead] })).toBe(false);
	const left = PEOPLE.map((one) => (one.id === lead ? { ...one, archived: true } : one));
	expect(mayTakeNames(left, GUARDED, proven(lead))).toBe(false);
});
