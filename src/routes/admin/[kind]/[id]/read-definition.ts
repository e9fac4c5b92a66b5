import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import type { StepRow } from '#domain/step/step.ts';
import type { Contested } from '#engine/contested.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { readDifferences } from '../../compare/read-differences.ts';
import { readReferences, type References } from '../../form/read-references.ts';
import type { AnyRow, Kind, Parts } from '../../kinds/kind.ts';
import { readParts } from '../../read-parts.ts';
import { neighbours } from '../../usage/neighbours.ts';
import { readUsage, type Usage } from '../../usage/read-usage.ts';

/** One definition, and what its form shows. */
export interface DefinitionDetail {
	readonly row: AnyRow;
	/** The texts that the row refers to. */
	readonly personal: (ref: PersonalRef) => string;
	readonly parts: Parts;
	readonly references: References;
	readonly differences: readonly Contested[];
}

/** What stands below the form, read at once: a button that moves down is tapped where it was. */
export interface DefinitionPlace {
	readonly id: Code;
	readonly usage: Usage;
	/** A step between what feeds it and what it feeds; none for other kinds. */
	readonly near: readonly StepRow[];
}

/** Null for one that is not known here. */
export async function readDefinition(reader: Reader, kind: Kind, id: Code): Promise<DefinitionDetail | null> {
	const row = await reader.get(kind.table, id);
	if (!row) return null;
	const [personal, parts, references, differences] = await Promise.all([
		readTexts(reader, kind, row),
		readParts(reader, kind),
		readReferences(reader, kind),
		row.exceptions.length > 0 ? readDifferences(reader, kind, row) : []
	]);
	return { row, personal, parts, references, differences };
}

/** Over all runs of the device: the form does not wait for it. */
export async function readPlace(reader: Reader, kind: Kind, id: Code): Promise<DefinitionPlace> {
	const [usage, near] = await Promise.all([
		readUsage(reader, kind.slug, id),
		kind.slug === 'steps' ? readNear(reader, id) : []
	]);
	return { id, usage, near };
}

async function readTexts(reader: Reader, { fields }: Kind, row: AnyRow): Promise<(ref: PersonalRef) => string> {
	const refs = fields.filter(({ control }) => control === 'personal').map(({ name }) => row[name]);
	const texts = new Map<string, string>();
	for (const ref of refs as (PersonalRef | null)[]) {
		if (ref) texts.set(ref.personal, (await reader.get(personalTexts, personalId(ref)))?.text ?? '');
	}
	return (ref) => texts.get(ref.personal) ?? '';
}

async function readNear(reader: Reader, id: Code): Promise<readonly StepRow[]> {
	const steps = await reader.range(definitions.step.table);
	const step = steps.find((known) => known.id === id);
	return step ? neighbours(steps, step) : [];
}
