import { definitions } from '#domain/catalog.ts';
import type { Reader } from '#ports/store.ts';
import type { Kind, Parts } from './kinds/kind.ts';

/** What it takes to tell what is wrong with one of a kind; nothing for kinds with which nothing can be. */
export async function readParts(reader: Reader, { trouble }: Kind): Promise<Parts> {
	if (!trouble) return { steps: [], items: [] };
	const [steps, items] = await Promise.all([
		reader.range(definitions.step.table),
		reader.range(definitions.item.table)
	]);
	return { steps, items };
}
