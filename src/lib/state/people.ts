import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { guardiansOf, pinHolders } from '#domain/person/guardians.ts';
import type { PersonRow } from '#domain/person/person.ts';
import { pins } from '#domain/person/pin.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** Somebody with the name joined in; the name is empty after it was erased. */
export interface Person {
	readonly id: Code;
	readonly name: string;
	readonly roles: PersonRow['roles'];
	readonly archived: boolean;
	readonly hasPin: boolean;
}

/** Everybody who works here, by name. */
export async function readPeople(reader: Reader): Promise<readonly Person[]> {
	const [rows, known] = [await reader.range(definitions.person.table), await reader.range(pins)];
	const holders = pinHolders(known);
	const texts = await reader.getMany(
		personalTexts,
		rows.map(({ name }) => (name === null ? '' : personalId(name)))
	);
	return rows
		.map(({ id, roles, archived }, index) => {
			const name = texts[index]?.text ?? '';
			return { id, name, roles, archived, hasPin: holders.has(id) };
		})
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** From then on everybody has to show who they are. */
export const isGuarded = (people: readonly Person[]): boolean =>
	guardiansOf(people, new Set(people.filter(({ hasPin }) => hasPin).map(({ id }) => id))).length > 0;
