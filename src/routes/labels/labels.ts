import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { parseCode, type Code } from '#domain/kernel/code.ts';
import { printTag, type PrintedTag } from '#domain/label/print.ts';
import { runs } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';

/** Which labels a page is about: those of a run, of one batch, or none yet. */
export type LabelChoice =
	{ readonly of: 'run' | 'batch'; readonly code: Code } | { readonly of: 'nothing' } | { readonly of: 'wrong code' };

export function readChoice(parameters: URLSearchParams): LabelChoice {
	for (const of of ['run', 'batch'] as const) {
		const text = parameters.get(of);
		if (text === null) continue;
		const code = parseCode(text);
		return code.ok ? { of, code: code.value } : { of: 'wrong code' };
	}
	return { of: 'nothing' };
}

/** A label and the batch it is for. */
export interface BatchLabel {
	readonly batch: BatchRow;
	readonly tag: PrintedTag;
}

/** Labels in the order of their codes, the order they were planned in. A void batch has none: nobody shall use it. */
export async function readLabels(reader: Reader, choice: LabelChoice): Promise<readonly BatchLabel[]> {
	const known = (await chosenBatches(reader, choice)).filter(({ item, voided }) => item !== null && !voided);
	const [items, plans] = await Promise.all([
		reader.getMany(definitions.item.table, distinct(known.map(({ item }) => item?.id ?? null))),
		reader.getMany(runs, distinct(known.map(({ run }) => run)))
	]);
	const nameOf = new Map<string, string>(items.flatMap((row) => (row ? [[row.id, row.name] as const] : [])));
	const runOf = new Map(plans.flatMap((row) => (row ? [[row.id as string, row] as const] : [])));
	return known.map((batch) => ({
		batch,
		tag: printTag({ batch, itemName: nameOf.get(batch.item?.id ?? ''), run: runOf.get(batch.run ?? '') })
	}));
}

async function chosenBatches(reader: Reader, choice: LabelChoice): Promise<BatchRow[]> {
	switch (choice.of) {
		case 'run':
			return reader.range(batches, { index: 'run', from: choice.code, to: `${choice.code}\u0000` });
		case 'batch': {
			const batch = await reader.get(batches, choice.code);
			return batch ? [batch] : [];
		}
		default:
			return [];
	}
}

const distinct = (ids: readonly (string | null)[]): string[] => [...new Set(ids)].filter((id) => id !== null);

/** What labels could not show whole, each thing said once. */
export function printWarnings(labels: readonly BatchLabel[]): readonly string[] {
	return [
		...new Set(
			labels.flatMap(({ tag }) =>
				tag.warnings.map((warning) =>
					warning.type === 'NameCut'
						? `“${warning.whole}” is too long and is printed as “${tag.name.join(' ')}”.`
						: 'An item has not arrived on this device yet: its labels have no name.'
				)
			)
		)
	];
}
