import { runStream, runs } from '../run/run.ts';
import { batches, type BatchRow } from '../batch/views.ts';
import { descendantNeeds } from '../batch/bearer.ts';
import { hasRole } from '../batch/leave.ts';
import { inChunks } from '../kernel/chunks.ts';
import { codeKind, type Code } from '../kernel/code.ts';
import { draft, need, needAll, type Decider, type Need, type Rows } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import { err, ok } from '../kernel/result.ts';
import { person } from '../person/person.ts';
import { HOLD_CHUNK, HoldPlaced, HoldReleased, holds } from './hold.ts';

/** Nobody goes on with it until somebody who may looks at it. Placed by anybody: stopping is never the mistake. */
export interface PlaceHold {
	readonly type: 'PlaceHold';
	/** A batch, with everything made of it; or a run, with all its batches. */
	readonly on: Code;
	readonly reason: string;
}

/** The same of several batches at once, of whatever runs, by one hold: it is released as one. */
export interface HoldBatches {
	readonly type: 'HoldBatches';
	/** Each by itself, whatever was made of it. Those that are on hold already, and those that nothing is known of, are left out. */
	readonly batches: readonly [Code, ...Code[]];
	readonly reason: string;
}

/** Frees what it names and what was made of that. */
export interface ReleaseHold {
	readonly type: 'ReleaseHold';
	readonly hold: Code;
	/** What is freed; null: all that the hold stands on. */
	readonly on: Code | null;
	/** Whose badge allows it: a lead's or somebody's of quality. */
	readonly lead: Code;
	readonly reason: string;
}

export type HoldCommand = PlaceHold | HoldBatches | ReleaseHold;

export type HoldRefusal =
	| { readonly type: 'NothingToHold'; readonly on: Code }
	| { readonly type: 'AlreadyOnHold'; readonly on: Code; readonly holds: readonly EntityId[] }
	| { readonly type: 'HoldUnknown'; readonly hold: Code }
	| { readonly type: 'AlreadyReleased'; readonly hold: Code }
	| { readonly type: 'MayNotRelease'; readonly person: Code }
	| { readonly type: 'ReasonMissing' };

const RELEASERS = ['lead', 'quality'] as const;

const placeHold: Decider<PlaceHold, HoldRefusal> = {
	command: 'PlaceHold',
	needs: ({ on }, rows) => coverNeeds(on, rows),
	decide({ on, reason }, rows, moment) {
		const covered = coveredBy(on, rows);
		if (covered === null) return err({ type: 'NothingToHold', on });
		const { run, covers, held } = covered;
		if (held.length > 0) return err({ type: 'AlreadyOnHold', on, holds: held });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const hold = moment.mint('h');
		const because = { code: null, text: moment.personal(reason.trim()) };
		return ok(
			inChunks(covers, HOLD_CHUNK).map((chunk) =>
				draft(HoldPlaced, runStream(run), [hold, ...chunk], { hold, run, covers: chunk, reason: because })
			)
		);
	}
};

const holdBatches: Decider<HoldBatches, HoldRefusal> = {
	command: 'HoldBatches',
	needs: (command) => command.batches.map((batch) => need(batches, batch)),
	decide(command, rows, moment) {
		const [first] = command.batches;
		const there = command.batches.flatMap((id) => rows.get(batches, id) ?? []).filter(canBeHeld);
		if (there.length === 0) return err({ type: 'NothingToHold', on: first });
		const free = there.filter((batch) => batch.holds.length === 0);
		if (free.length === 0) return err({ type: 'AlreadyOnHold', on: first, holds: there[0]?.holds ?? [] });
		if (command.reason.trim() === '') return err({ type: 'ReasonMissing' });
		const hold = moment.mint('h');
		const because = { code: null, text: moment.personal(command.reason.trim()) };
		return ok(
			byRun(free).flatMap(([run, covers]) =>
				inChunks(covers, HOLD_CHUNK).map((chunk) =>
					draft(HoldPlaced, runStream(run), [hold, ...chunk], { hold, run, covers: chunk, reason: because })
				)
			)
		);
	}
};

/** Something is known of it, and it is not another batch's second label. */
export const canBeHeld = ({ item, voided, boundTo }: Pick<BatchRow, 'item' | 'voided' | 'boundTo'>): boolean =>
	item !== null && voided === null && boundTo === null;

/** Each is spoken of where its run is filed; in the order of the runs. */
const byRun = (
	held: readonly { readonly id: EntityId; readonly run: EntityId | null }[]
): [run: EntityId | null, covers: EntityId[]][] =>
	[...Map.groupBy(held, ({ run }) => run)]
		.map(([run, own]): [EntityId | null, EntityId[]] => [run, own.map(({ id }) => id)])
		.sort(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1));

/** Names what the hold was placed on by name; what was made of that inherited it, and is free with it. */
const releaseHold: Decider<ReleaseHold, HoldRefusal> = {
	command: 'ReleaseHold',
	vouchers: ({ lead }) => [lead],
	needs: ({ hold, on, lead }, rows) => [
		need(holds, hold),
		need(person.table, lead),
		...(on === null
			? (rows.get(holds, hold)?.covers ?? []).filter(isBatch).map((id) => need(batches, id))
			: coverNeeds(on, rows))
	],
	decide({ hold, on, lead, reason }, rows, moment) {
		const row = rows.get(holds, hold);
		if (!row?.placed) return err({ type: 'HoldUnknown', hold });
		if (!hasRole(lead, RELEASERS, rows)) return err({ type: 'MayNotRelease', person: lead });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const named = on === null ? row.covers : (coveredBy(on, rows)?.covers ?? []);
		const covers = named.filter((entity) => on !== null || !row.released.includes(entity));
		if (covers.length === 0) return err({ type: 'AlreadyReleased', hold });
		const because = { code: null, text: moment.personal(reason.trim()) };
		const where = { station: null, machine: null, by: [lead] };
		const ofRun = on !== null && codeKind(on) === 'run' ? on : row.run;
		const runOf = (batch: BatchRow | undefined): EntityId | null => (batch ? batch.run : ofRun);
		const filed = covers.map((id) => ({ id, run: runOf(rows.get(batches, id)) }));
		return ok(
			byRun(filed).flatMap(([run, own]) =>
				inChunks(own, HOLD_CHUNK).map((chunk) =>
					draft(HoldReleased, runStream(run), [hold, ...chunk], { hold, run, covers: chunk, reason: because }, where)
				)
			)
		);
	}
};

export const holdDeciders = [placeHold, holdBatches, releaseHold] as const;

const isBatch = (entity: EntityId): entity is Code => codeKind(entity as Code) === 'batch';

function coverNeeds(on: Code, rows: Rows): Need[] {
	if (codeKind(on) === 'run') return [need(runs, on), needAll(batches, 'run', on)];
	return [need(batches, on), ...descendantNeeds(rows.get(batches, on), rows)];
}

/** What a hold on this stands on, as far as it is known here; null for what cannot be held. */
function coveredBy(
	on: Code,
	rows: Rows
): { readonly run: EntityId | null; readonly covers: EntityId[]; readonly held: readonly EntityId[] } | null {
	if (codeKind(on) === 'run') {
		const run = rows.get(runs, on);
		if (!run?.created) return null;
		const alive = rows.all(batches, 'run', on).filter(({ voided }) => !voided);
		return { run: on, covers: [on, ...alive.map(({ id }) => id)], held: run.holds };
	}
	const batch = rows.get(batches, on);
	if (!batch?.item || batch.voided) return null;
	return { run: batch.run, covers: [on, ...descendantsOf(batch, rows)], held: batch.holds };
}

function descendantsOf(batch: BatchRow, rows: Rows): EntityId[] {
	const seen = new Set<EntityId>(batch.children);
	for (const id of seen) for (const child of rows.get(batches, id)?.children ?? []) seen.add(child);
	return [...seen];
}
