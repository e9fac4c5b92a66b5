import { BatchCorrected, BatchesTransformed, type Transformed } from '#domain/batch/batch.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { deciderOf } from '#domain/catalog.ts';
import { HoldPlaced, type HoldPlacedData } from '#domain/hold/hold.ts';
import { ExceptionResolved } from '#domain/kernel/decision.ts';
import { compare, inBaseUnits } from '#domain/kernel/quantity.ts';
import { ok } from '#domain/kernel/result.ts';
import { knowledgeOf, threads, type Fact, type Thread } from '#domain/kernel/thread.ts';
import { exceptions, factsOf, type Exception } from '#domain/kernel/view.ts';
import { commitDrafts } from '#engine/commit.ts';
import { neededRows, submit } from '#engine/submit.ts';
import { events, meta, type Identity } from '#engine/tables.ts';
import type { Table } from '#domain/kernel/table.ts';
import type { Store, Writer } from '#ports/store.ts';
import type { Sabotage } from './world.ts';

/*
 * Mistakes in the rules themselves. Every replica makes them alike, so that no comparison of replicas can tell: what is found is
 * found by holding the rows against the log.
 */

/** Rows of one table are written otherwise than they were folded. */
const rewriting =
	<Row>(
		wanted: Table<Row>,
		rewrite: (rows: readonly Row[], writer: Writer) => Promise<readonly Row[]> | readonly Row[]
	) =>
	(store: Store): Store => ({
		...store,
		write: (work) =>
			store.write((writer) =>
				work({
					...writer,
					async put(table, rows) {
						if (table.name !== wanted.name) return writer.put(table, rows);
						const rewritten = await rewrite(rows as unknown as readonly Row[], writer);
						return writer.put(table, rewritten as unknown as typeof rows);
					}
				})
			)
	});

const hushing = (rule: Exception['rule']) => rewriting(exceptions, (rows) => rows.filter((row) => row.rule !== rule));

const countInFull = rewriting(batches, (rows) => rows.map((row) => ({ ...row, share: '1' })));

const holdAlone = rewriting(batches, async (rows, writer) => {
	const known = await writer.getMany(
		threads,
		rows.map(({ id }) => id)
	);
	return rows.map((row, index) => {
		const own = new Set(placedOn(known[index]));
		return { ...row, holds: row.holds.filter((hold) => own.has(hold)) };
	});
});

const placedOn = (thread: Thread | undefined): string[] =>
	thread ? factsOf(thread, HoldPlaced).map(({ data }: { readonly data: HoldPlacedData }) => data.hold) : [];

/** What was made of a corrected batch is as little as that. */
const shortenChildren = rewriting(batches, async (rows, writer) => {
	const parents = rows.map(({ parents: [parent] }) => parent ?? '');
	const [stored, known] = await Promise.all([writer.getMany(batches, parents), writer.getMany(threads, parents)]);
	const fresh = new Map(rows.map((row) => [row.id as string, row]));
	return rows.map((row, index): BatchRow => {
		const parent = fresh.get(parents[index] ?? '') ?? stored[index];
		const thread = known[index];
		const isCorrected = thread !== undefined && factsOf(thread, BatchCorrected).length > 0;
		if (!isCorrected || !parent?.quantity || !row.quantity || parent.quantity.kind !== row.quantity.kind) return row;
		const isMore = compare(inBaseUnits(row.quantity), inBaseUnits(parent.quantity)) > 0;
		return isMore ? { ...row, quantity: parent.quantity } : row;
	});
});

/** Of all that a merge takes the last one hears nothing of it. */
const loseSource = rewriting(threads, (rows) => {
	const takers = new Map<string, string>();
	for (const { entity, facts } of rows) {
		for (const fact of facts) if (isMergeTaking(fact)) takers.set(fact.id, entity);
	}
	return rows.map((thread) => ({
		...thread,
		facts: thread.facts.filter(({ id }) => takers.get(id) !== thread.entity || !isShared(id, rows))
	}));
});

const isMergeTaking = ({ type, data }: Fact): boolean =>
	type === BatchesTransformed.type &&
	(data as Transformed | null)?.operation === 'merge' &&
	(data as Transformed).take !== null;

/** Whether more than one of these took part in the fact. */
const isShared = (id: string, rows: readonly Thread[]): boolean =>
	rows.filter(({ facts }) => facts.some((fact) => fact.id === id && isMergeTaking(fact))).length > 1;

/** Of decisions that do not know of each other the greatest key has its way. */
const lastDecisionCounts = rewriting(threads, async (rows, writer) => {
	const ids = [...new Set(rows.flatMap((thread) => factsOf(thread, ExceptionResolved).map(({ id }) => id)))];
	const said = new Map(
		(await writer.getMany(events, ids)).flatMap((event) => (event ? [[event._id, event.data]] : []))
	);
	return rows.map((thread) => {
		const knows = knowledgeOf([thread]);
		const byException = Map.groupBy(factsOf(thread, ExceptionResolved), ({ data }) => data.exception);
		const meant = new Map(said);
		for (const all of byException.values()) {
			const latest = all.filter(({ id }) => !all.some((other) => knows(other.id, id)));
			const [first, last] = [latest[0], latest.at(-1)];
			if (first && last) meant.set(first.id, said.get(last.id) ?? null);
		}
		return {
			...thread,
			facts: thread.facts.map((fact) => (meant.has(fact.id) ? { ...fact, data: meant.get(fact.id) } : fact))
		};
	});
});

/** What was recorded before it became known that somebody left is never looked at again. */
const forgetQuestioned = (store: Store): Store => ({
	...store,
	write: (work) =>
		store.write((writer) =>
			work({
				...writer,
				range: (table, span) =>
					span?.index === '[device+epoch+seq]' && span.limit === 1 && !span.reverse
						? Promise.resolve([])
						: writer.range(table, span)
			})
		)
});

/** What stands on a record is taken back after it. */
const undoOldestFirst: typeof submit = (deps, command, origin) => {
	if (command.type !== 'UndoFact' || !command.chain) return submit(deps, command, origin);
	return deps.store.write(async (writer) => {
		const decider = deciderOf(command);
		const rows = await neededRows(writer, (known) => decider.needs(command, known));
		const identity = (await writer.get(meta, 'identity')) as Identity;
		const moment = { now: deps.clock.now(), mint: () => never('mints'), personal: () => never('says') };
		const decided = decider.decide(command, rows, moment);
		if (!decided.ok) return decided;
		const recorded = await commitDrafts(writer, identity, decided.value.toReversed(), [], origin, deps.clock);
		if (!recorded.ok) throw new Error(recorded.error.reason);
		return ok({ events: recorded.value, texts: [] });
	});
};

function never(what: string): never {
	throw new Error(`an undo ${what} nothing`);
}

export const RULE_SABOTAGES: readonly Sabotage[] = [
	{ name: 'a double take is hushed up', shownBy: 16, fold: hushing('taken') },
	{ name: 'what two splits take too much counts twice in silence', shownBy: 51, fold: hushing('over') },
	{ name: 'what is disputed counts in full', shownBy: 14, fold: countInFull },
	{ name: 'a hold is not inherited', shownBy: 28, fold: holdAlone },
	{ name: 'a correction shortens what was made before', shownBy: 6, fold: shortenChildren },
	{ name: 'a merge loses a source', shownBy: 6, fold: loseSource },
	{ name: 'of two decisions the later one counts', shownBy: 50, fold: lastDecisionCounts },
	{ name: 'who left is only asked about afterwards', shownBy: 33, fold: forgetQuestioned },
	{ name: 'a chain is taken back oldest first', shownBy: 8, submit: undoOldestFirst }
];
