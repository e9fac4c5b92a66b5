import { definitions } from '#domain/catalog.ts';
import type { ItemRow } from '#domain/item/item.ts';
import type { StepRow } from '#domain/step/step.ts';
import type { Reader } from '#ports/store.ts';
import { kindOf } from '../kinds.ts';
import type { Kind, KindSlug } from '../kinds/kind.ts';

export interface NamedOption {
	readonly value: string;
	readonly label: string;
}

/** What the fields of a form may refer to. */
export interface References {
	/** Archived ones left out, by name. */
	readonly items: readonly ItemRow[];
	/** The archived ones too: what is chosen already may stand among them. */
	readonly allItems: readonly ItemRow[];
	/** All of them: a step that was chosen before it was archived is still drawn. */
	readonly steps: readonly StepRow[];
	readonly options: ReadonlyMap<KindSlug, readonly NamedOption[]>;
}

export async function readReferences(reader: Reader, kind: Kind): Promise<References> {
	const options = new Map<KindSlug, readonly NamedOption[]>();
	for (const field of kind.fields) {
		const to = 'to' in field ? kindOf(field.to) : undefined;
		if (!to) continue;
		const rows = await reader.range(to.table);
		options.set(
			to.slug,
			rows
				.filter(({ archived }) => !archived)
				.map(({ id, name }) => ({ value: id, label: String(name) }))
				.sort((a, b) => a.label.localeCompare(b.label))
		);
	}
	const items = await reader.range(definitions.item.table);
	return {
		items: items.filter(({ archived }) => !archived).sort((a, b) => a.name.localeCompare(b.name)),
		allItems: items,
		steps: await reader.range(definitions.step.table),
		options
	};
}
