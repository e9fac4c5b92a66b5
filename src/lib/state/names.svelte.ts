import { definitions } from '#domain/catalog.ts';
import { isCode, printCode } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader, Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';
import type { NameOf } from './words/words.ts';

/** What everything defined is called, kept at hand so that a sentence can be written without waiting. */
export function createNames(store: Store): NameOf {
	const known = live(store, () => readNames);
	return (id) => {
		if (id === null) return '';
		const name = known.current?.get(id);
		return name ? name : isCode(id) ? printCode(id) : id;
	};
}

const { item, step, flow, department, machine, station, person, device } = definitions;

async function readNames(reader: Reader): Promise<ReadonlyMap<string, string>> {
	const names = new Map<string, string>();
	for (const { table } of [item, step, flow, department, machine, station]) {
		for (const row of await reader.range<{ readonly id: string; readonly name: string }>(table)) {
			names.set(row.id, row.name);
		}
	}
	// What people are called, and what they call their devices, is kept apart from the definitions.
	const apart = [...(await reader.range(person.table)), ...(await reader.range(device.table))];
	const texts = await reader.getMany(
		personalTexts,
		apart.map(({ name }) => (name === null ? '' : personalId(name)))
	);
	apart.forEach(({ id }, index) => names.set(id, texts[index]?.text ?? ''));
	return names;
}
