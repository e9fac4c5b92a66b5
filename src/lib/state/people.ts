import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
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
	const withPin = new Set(known.flatMap(({ id, verifier }) => (verifier === null ? [] : [id])));
	const texts = await reader.getMany(
		personalTexts,
		rows.map(({ name }) => (name === null ? '' : personalId(name)))
	);
	return rows
		.map(({ id, roles, archived }, index) => {
			const name = texts[index]?.text ?? '';
			return { id, name, roles, archived, hasPin: withPin.has(id) };
		})
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** From then on everybody has to show who they are: somebody who administers has a PIN. */
export const isGuarded = (people: readonly Person[]): boolean =>
	people.some(({ archived, roles, hasPin }) => !archived && hasPin && roles.includes('admin'));
