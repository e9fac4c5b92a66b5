import type { FactUndoneData, Planned, Transformed } from '#domain/batch/batch.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { choicesFor, type Choice } from '#domain/decision/choices.ts';
import type { Change } from '#domain/kernel/decision.ts';
import { compareEvents, type EntityId, type EventId } from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import type { Fact, Thread } from '#domain/kernel/thread.ts';
import { exceptions, type Exception, type ExceptionRule } from '#domain/kernel/view.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import { withdrawnDevices, withdrawnPeople } from '#domain/withdrawal/withdrawal.ts';
import { readFamily } from '#engine/family.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** One of the records that do not go together. */
export interface Side {
	readonly id: EventId;
	/** A, B, C: the oldest first. */
	readonly letter: string;
	/** What it says of the batch; undefined while the record is not on this device. */
	readonly fact: Fact | undefined;
	/** What it took, made or planned. */
	readonly quantity: Quantity | null;
	/** What it made. */
	readonly made: readonly EntityId[];
	/** Of several that cannot all count it is the one that does not. */
	readonly isDisputed: boolean;
	/** Why, in the person's own words. */
	readonly reason: string | null;
}

/** What a lead decided while another one decided otherwise. */
export interface Verdict {
	readonly fact: Fact;
	readonly changes: readonly Change[];
	readonly reason: string | null;
}

export interface Case {
	readonly exception: Exception;
	readonly batch: BatchRow | undefined;
	/** The order that it is about, where it is about one. */
	readonly order: OrderRow | undefined;
	readonly sides: readonly Side[];
	readonly choices: readonly Choice[];
	/** The first one counts until somebody decides who knows them all. */
	readonly contested: readonly Verdict[];
	readonly family: readonly Thread[];
	/** Of the family's batches, by id. */
	readonly rows: ReadonlyMap<EntityId, BatchRow>;
	/** People who left or lost a role, and a device that was revoked, where that puts the record in question. */
	readonly doubted: readonly EntityId[];
	/** Batches that it may have been instead: of the same run and item, and not used up. */
	readonly candidates: readonly BatchRow[];
}

const CANDIDATES = 8;

/** Rules by which one record counts and the other does not. */
const DISPUTES: ReadonlySet<ExceptionRule> = new Set([
	'init',
	'taken',
	'over',
	'code',
	'correction',
	'standing',
	'cycle'
]);

/** Null when there is no such case, or none any more. */
export const readCase =
	(id: string) =>
	async (reader: Reader): Promise<Case | null> => {
		const exception = await reader.get(exceptions, id);
		if (exception === undefined) return null;
		const family = await readFamily(reader, exception.entity);
		const [sides, contested, rows, doubted] = await Promise.all([
			readSides(reader, exception, family),
			readVerdicts(reader, exception, family),
			readRows(reader, family),
			readDoubted(reader, exception, family)
		]);
		const batch = rows.get(exception.entity);
		const order = await reader.get(orders, exception.entity);
		const candidates = await readCandidates(reader, batch);
		const choices = choicesFor(exception, family);
		return { exception, batch, order, sides, choices, contested, family, rows, doubted, candidates };
	};

async function readSides(reader: Reader, exception: Exception, family: readonly Thread[]): Promise<Side[]> {
	const ids = [...new Set([...undoneBy(exception, family), ...exception.events])].sort(compareEvents);
	const facts = ids.map((id) => factIn(family, exception.entity, id));
	const reasons = await readReasons(reader, facts);
	return ids.map((id, index) => {
		const fact = facts[index];
		const said = (fact?.data ?? {}) as Partial<Transformed> & Partial<Planned>;
		return {
			id,
			letter: String.fromCharCode(65 + index),
			fact,
			quantity: (said.take ?? said.make)?.quantity ?? null,
			made: said.made ?? [],
			isDisputed: DISPUTES.has(exception.rule) && id === exception.events[0],
			reason: reasons[index] ?? null
		};
	});
}

/** What the undo wanted to take back belongs to its case. */
function undoneBy({ rule, entity, events: [undo = ''] }: Exception, family: readonly Thread[]): EventId[] {
	const data = rule === 'undo' ? factIn(family, entity, undo)?.data : null;
	return data ? [(data as FactUndoneData).fact] : [];
}

async function readVerdicts(reader: Reader, { entity, contested }: Exception, family: readonly Thread[]) {
	const facts = contested.flatMap((id) => factIn(family, entity, id) ?? []);
	const reasons = await readReasons(reader, facts);
	return facts.map((fact, index): Verdict => {
		const { changes } = fact.data as { readonly changes: readonly Change[] };
		return { fact, changes, reason: reasons[index] ?? null };
	});
}

async function readDoubted(
	reader: Reader,
	{ rule, entity, events: [record = ''] }: Exception,
	family: readonly Thread[]
): Promise<EntityId[]> {
	const fact = rule === 'countersign' ? factIn(family, entity, record) : undefined;
	if (fact === undefined) return [];
	const people = await reader.getMany(withdrawnPeople, fact.by);
	const devices = await reader.range(withdrawnDevices);
	return [...people, ...devices.filter(({ number }) => number === fact.device)].flatMap((row) => row?.id ?? []);
}

async function readReasons(reader: Reader, facts: readonly (Fact | undefined)[]): Promise<(string | undefined)[]> {
	const found = await reader.getMany(
		personalTexts,
		facts.map((fact) => {
			const text = (fact?.data as { readonly reason?: Reason } | null | undefined)?.reason?.text;
			return text ? personalId(text) : '';
		})
	);
	return found.map((text) => text?.text);
}

async function readRows(reader: Reader, family: readonly Thread[]): Promise<Map<EntityId, BatchRow>> {
	const found = await reader.getMany(
		batches,
		family.map(({ entity }) => entity)
	);
	return new Map(found.flatMap((row) => (row ? [[row.id, row]] : [])));
}

async function readCandidates(reader: Reader, batch: BatchRow | undefined): Promise<BatchRow[]> {
	if (!batch?.item || batch.run === null) return [];
	const { id: own, item, run } = batch;
	const ofRun = await reader.range(batches, { index: 'run', from: run, to: `${run}\u0000` });
	const isLeft = (one: BatchRow): boolean => one.id !== own && one.state !== 'closed' && !one.voided;
	return ofRun.filter((one) => isLeft(one) && one.item?.id === item.id).slice(0, CANDIDATES);
}

/** As it reads in the thread of what the case is about, else wherever it stands. */
const factIn = (family: readonly Thread[], entity: EntityId, id: EventId): Fact | undefined =>
	[...family]
		.sort((a, b) => Number(b.entity === entity) - Number(a.entity === entity))
		.flatMap(({ facts }) => facts)
		.find((fact) => fact.id === id);
