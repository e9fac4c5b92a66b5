import { objectionsTo } from '#domain/batch/leave.ts';
import { partsOf } from '#domain/batch/place.ts';
import type { BatchRefusal } from '#domain/batch/refusal.ts';
import {
	collectingAt,
	fitsTray,
	joiningAll,
	missingFor,
	totalOf,
	trayNeeds,
	type InTray,
	type Tray
} from '#domain/batch/tray.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Rows } from '#domain/kernel/decider.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { StepRow } from '#domain/step/step.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';

/** A step that takes several parts, and which of them are in the tray. */
export interface JoinedParts {
	readonly step: StepRow;
	readonly parts: readonly { readonly item: EntityId; readonly inTray: InTray | null }[];
	readonly isComplete: boolean;
}

/** What is in a tray, as far as it can still become one batch. */
export interface TrayContents {
	/** In the order of scanning. */
	readonly inside: readonly InTray[];
	/** Put in before, and no longer fit: somebody used them, closed them or put them on hold. */
	readonly outside: readonly { readonly scanned: Code; readonly refusal: BatchRefusal }[];
	/** Null: nothing is in it, or quantities of several kinds. */
	readonly total: Quantity | null;
	readonly isOneRun: boolean;
	/** The parts of one step come together; else batches of one item become one. */
	readonly joins: boolean;
	/** The steps that take all that is in it. */
	readonly steps: readonly JoinedParts[];
	/** Nothing is missing and nothing is in the way. */
	readonly isReady: boolean;
}

const rowsOf = (reader: Reader, tray: Tray): Promise<Rows> => neededRows(reader, (known) => trayNeeds(tray, known));

/**
 * Whether a label that is scanned now goes into the tray. A lead's leave is for batches of several runs, which is what it was
 * given for: a hold or a wrong station is refused as if there were none.
 */
export async function tryOn(reader: Reader, tray: Tray, scanned: Code): Promise<Result<InTray, BatchRefusal>> {
	return admit(tray, scanned, await rowsOf(reader, { ...tray, batches: [...tray.batches, scanned] }));
}

export async function readTray(reader: Reader, tray: Tray): Promise<TrayContents> {
	const rows = await rowsOf(reader, tray);
	const inside: InTray[] = [];
	const outside: { scanned: Code; refusal: BatchRefusal }[] = [];
	for (const scanned of tray.batches) {
		const one = admit({ ...tray, batches: inside.map((other) => other.scanned) }, scanned, rows);
		if (one.ok) inside.push(one.value);
		else outside.push({ scanned, refusal: one.error });
	}
	const here = collectingAt(tray.station, rows, objectionsTo({}, rows));
	const joins = (here.ok && here.value.onlyParts) || new Set(inside.map(({ item }) => item.id)).size > 1;
	const steps = joiningAll(inside).map((joined) => partsIn(joined, inside, rows));
	const isComplete = joins ? steps.some((joined) => joined.isComplete) : inside.length > 1;
	return {
		inside,
		outside,
		total: totalOf(inside),
		isOneRun: new Set(inside.map(({ batch }) => batch.run)).size < 2,
		joins,
		steps,
		isReady: isComplete && outside.length === 0
	};
}

function admit(tray: Tray, scanned: Code, rows: Rows): Result<InTray, BatchRefusal> {
	const strict = fitsTray({ ...tray, leave: null }, scanned, rows);
	if (!tray.leave || (!strict.ok && strict.error.type !== 'RunsDiffer')) return strict;
	return fitsTray(tray, scanned, rows);
}

function partsIn(joined: StepRow, inside: readonly InTray[], rows: Rows): JoinedParts {
	return {
		step: joined,
		parts: partsOf(joined, rows).map(({ item }) => ({
			item,
			inTray: inside.find((one) => one.item.id === item) ?? null
		})),
		isComplete: missingFor(joined, inside, rows).length === 0
	};
}
