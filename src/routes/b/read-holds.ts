import { batches, type BatchRow } from '#domain/batch/views.ts';
import { holds, type HoldRow } from '#domain/hold/hold.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Occasion } from '#domain/kernel/occasion.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { runs } from '#domain/run/run.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** A quality stop as a page shows it. */
export interface StandingHold {
	readonly id: Code;
	/** Why, in the person's own words; null when they were erased, or have not arrived. */
	readonly reason: string | null;
	/** Null while its placing has not arrived here. */
	readonly placed: Occasion | null;
	/** The run that it stops as a whole. */
	readonly run: EntityId | null;
	/** The batch with another label that it came from, where this one was made of it. */
	readonly from: { readonly id: EntityId; readonly label: EntityId } | null;
	/** Batches that it was placed on by name and still stands on. */
	readonly standsOn: number;
}

/** The holds with these codes. */
export async function readHolds(reader: Reader, codes: readonly EntityId[]): Promise<StandingHold[]> {
	const rows = await reader.getMany(holds, codes);
	const texts = await reader.getMany(
		personalTexts,
		rows.map((row) => (row?.reason?.text ? personalId(row.reason.text) : ''))
	);
	return codes.map((id, index) => {
		const row = rows[index];
		const standing = row ? row.covers.filter((entity) => !row.released.includes(entity)) : [];
		return {
			id: id as Code,
			reason: texts[index]?.text ?? null,
			placed: row?.placed ?? null,
			run: standing.find(isRun) ?? null,
			from: null,
			standsOn: standing.filter((entity) => !isRun(entity)).length
		};
	});
}

/** What keeps a batch from going on: its own holds, those of what it was made of, and those of its run. */
export async function readHoldsOn(reader: Reader, row: BatchRow): Promise<StandingHold[]> {
	const run = row.run === null ? undefined : await reader.get(runs, row.run);
	const codes = [...new Set([...row.holds, ...(run?.holds ?? [])])];
	const [found, rows] = await Promise.all([readHolds(reader, codes), reader.getMany(holds, codes)]);
	return Promise.all(found.map(async (hold, index) => ({ ...hold, from: await readOrigin(reader, row, rows[index]) })));
}

/** The nearest ancestor that the hold names; null where it names the batch itself or what had its label before, or none known here. */
async function readOrigin(reader: Reader, row: BatchRow, hold: HoldRow | undefined): Promise<StandingHold['from']> {
	if (!hold || hold.covers.includes(row.id)) return null;
	const seen = new Set(row.parents);
	for (const id of seen) {
		const parent = await reader.get(batches, id);
		if (hold.covers.includes(id)) return parent?.label === row.label ? null : { id, label: parent?.label ?? id };
		for (const next of parent?.parents ?? []) seen.add(next);
	}
	return null;
}

/** How many batches were made of it, however many steps later, and count. */
export async function countDescendants(reader: Reader, row: BatchRow): Promise<number> {
	let count = 0;
	const seen = new Set<EntityId>([row.id]);
	for (let level: readonly EntityId[] = row.children; level.length > 0;) {
		const fresh = [...new Set(level)].filter((id) => !seen.has(id));
		for (const id of fresh) seen.add(id);
		const rows = await reader.getMany(batches, fresh);
		const living = rows.filter((child) => child !== undefined && child.voided === null);
		count += living.length;
		level = living.flatMap((child) => child?.children ?? []);
	}
	return count;
}

const isRun = (entity: EntityId): boolean => entity.startsWith('r');
