import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { readContested, type Contested } from '#engine/contested.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import type { AnyRow, Kind } from '../kinds/kind.ts';

/** The fields of a definition that two devices changed without knowing of each other, while nobody has settled them. Names as their texts. */
export async function readDifferences(reader: Reader, kind: Kind, { id }: AnyRow): Promise<readonly Contested[]> {
	const named = kind.fields.filter(({ control }) => control === 'personal').map(({ name }) => name);
	return readContested(reader, id, kind.changesIn, async (field, value) => {
		if (!named.includes(field) || value === null) return value;
		return (await reader.get(personalTexts, personalId(value as PersonalRef)))?.text ?? '';
	});
}
