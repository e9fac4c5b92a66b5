import { definitions } from '#domain/catalog.ts';
import type { ItemRow } from '#domain/item/item.ts';
import type { Reader } from '#ports/store.ts';

/** What can be ordered: everything in use, by name. */
export const readItems = async (reader: Reader): Promise<readonly ItemRow[]> =>
	(await reader.range(definitions.item.table))
		.filter(({ archived }) => !archived)
		.sort((a, b) => a.name.localeCompare(b.name));
