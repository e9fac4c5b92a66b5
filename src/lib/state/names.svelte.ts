import { definitions } from '#domain/catalog.ts';
import { isCode, printCode } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader, Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';
import type { NameOf } from './words/words.ts';

export interface Names {
	readonly nameOf: NameOf;
	/** Before that everything is called by its code: no sentence may be written yet. */
	readonly ready: boolean;
}

/** What everything defined is called, kept at hand so that a sentence can be written without waiting. */
export function createNames(store: Store): Names {
	const known = live(store, () => readNames);
	return {
		nameOf(id) {
			if (id === null) return '';
			const name = known.current?.get(id);
			return name ? plainText(name) : isCode(id) ? printCode(id) : id;
		},
		get ready() {
			return known.ready;
		}
	};
}

const { item, step, flow, department, machine, station, person, device } = definitions;

async function readNames(reader: Reader): Promise<ReadonlyMap<string, string>> {
	const [people, devices, ...named] = await Promise.all([
		reader.range(person.table),
		reader.range(device.table),
		...[item, step, flow, department, machine, station].map(({ table }) =>
			reader.range<{ readonly id: string; readonly name: string }>(table)
		)
	]);
	const names = new Map<string, string>(named.flat().map(({ id, name }) => [id, name]));
	// What people are called, and what they call their devices, is kept apart from the definitions.
	const apart = [...people, ...devices];
	const texts = await reader.getMany(
		personalTexts,
		apart.map(({ name }) => (name === null ? '' : personalId(name)))
	);
	apart.forEach(({ id }, index) => names.set(id, texts[index]?.text ?? ''));
	return names;
}
