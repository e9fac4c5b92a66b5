import type { Code } from '#domain/kernel/code.ts';
import { compareEvents, type FloorEvent } from '#domain/kernel/event.ts';
import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { events, personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import type { AnyRow, Kind } from '../kinds/kind.ts';

/** One of the values that a field was given by people who did not know of each other. */
export interface GivenValue {
	/** A name stands here as its text. */
	readonly value: unknown;
	readonly event: FloorEvent;
}

export interface Difference {
	readonly field: string;
	/** The one that shows. */
	readonly shown: GivenValue;
	/** The others, the oldest first. */
	readonly others: readonly GivenValue[];
}

/** The fields of a definition that two devices changed without knowing of each other, while nobody has settled them. */
export async function readDifferences(reader: Reader, kind: Kind, row: AnyRow): Promise<readonly Difference[]> {
	const raised = (await reader.range(exceptions, { index: 'entity', from: row.id, to: `${row.id}\u0000` })).filter(
		({ rule }) => rule === 'field'
	);
	const found = new Map<string, { shown: FloorEvent; others: FloorEvent[] }>();
	for (const {
		events: [losing = '', ...winning]
	} of raised) {
		const [lost, ...winners] = await reader.getMany(events, [losing, ...winning]);
		for (const field of lost ? Object.keys(changesOf(lost)) : []) {
			// Settled meanwhile, when what shows was given by neither.
			const shown = winners.find(
				(winner) => winner && field in changesOf(winner) && isSame(changesOf(winner)[field], row[field])
			);
			if (!lost || !shown || isSame(changesOf(lost)[field], row[field])) continue;
			const known = found.get(field) ?? { shown, others: [] };
			found.set(field, { ...known, others: [...known.others, lost] });
		}
	}
	const named = kind.fields.filter(({ control }) => control === 'personal').map(({ name }) => name);
	const given = async (field: string, event: FloorEvent): Promise<GivenValue> => {
		const value = changesOf(event)[field];
		if (!named.includes(field) || value === null) return { value, event };
		return { value: (await reader.get(personalTexts, personalId(value as PersonalRef)))?.text ?? '', event };
	};
	const differences: Difference[] = [];
	for (const [field, { shown, others }] of found) {
		const sorted = others.sort((a, b) => compareEvents(a._id, b._id));
		const values: GivenValue[] = [];
		for (const event of sorted) values.push(await given(field, event));
		differences.push({ field, shown: await given(field, shown), others: values });
	}
	return differences;
}

const changesOf = (event: FloorEvent): Readonly<Record<string, unknown>> =>
	(event.data as { readonly id: Code; readonly changes: Readonly<Record<string, unknown>> }).changes;

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
