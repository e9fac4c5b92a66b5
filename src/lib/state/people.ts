import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { PersonRow } from '#domain/person/person.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** Somebody with the name joined in; the name is empty after it was erased. */
export interface Person {
	readonly id: Code;
	readonly name: string;
	readonly roles: PersonRow['roles'];
	readonly archived: boolean;
}

/** Everybody who works here, by name. */
export async function readPeople(reader: Reader): Promise<readonly Person[]> {
	const rows = await reader.range(definitions.person.table);
	const texts = await reader.getMany(
		personalTexts,
		rows.map(({ name }) => (name === null ? '' : personalId(name)))
	);
	return rows
		.map(({ id, roles, archived }, index) => ({ id, name: texts[index]?.text ?? '', roles, archived }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
