import { BatchesTransformed, TouchedElsewhere, type Transformed } from '../batch/batch.ts';
import { batches } from '../batch/views.ts';
import { hasRole } from '../batch/leave.ts';
import { codeKind, isCode, mintCode, type Code, type DeviceNumber } from '../kernel/code.ts';
import {
	draft,
	need,
	needAll,
	type Decider,
	type Draft,
	type Moment,
	type Need,
	type Rows
} from '../kernel/decider.ts';
import { ExceptionResolved, isConsistent, MAX_CHANGES, type Change } from '../kernel/decision.ts';
import { MAX_TOUCHES, type EntityId, type EventId, type Stream } from '../kernel/event.ts';
import { err, ok } from '../kernel/result.ts';
import { threads, type Fact, type Thread } from '../kernel/thread.ts';
import { exceptions, type Exception } from '../kernel/view.ts';
import { orderStream } from '../order/order.ts';
import { person } from '../person/person.ts';
import { runStream } from '../run/run.ts';

/** A lead settles an exception. No change: it stands as it is. */
export interface ResolveException {
	readonly type: 'ResolveException';
	/** The exception's id. */
	readonly exception: string;
	readonly changes: readonly Change[];
	/** What these records made or are about has another batch's code: it gets one of its own. */
	readonly relabel?: { readonly facts: readonly EventId[]; readonly code: EntityId } | null;
	/** Whose badge decides. */
	readonly lead: Code;
	readonly reason: string;
}

export type DecisionRefusal =
	| { readonly type: 'NothingToDecide'; readonly exception: string }
	/** Something it stands on has not arrived here. */
	| { readonly type: 'NotToBeDecidedYet'; readonly exception: string }
	| { readonly type: 'ChangesContradict' }
	| { readonly type: 'MayNotDecide'; readonly person: Code }
	| { readonly type: 'ReasonMissing' };

/** Whose badge decides. */
export const DECIDERS = ['lead', 'quality', 'planner', 'admin'] as const;

export const resolveException: Decider<ResolveException, DecisionRefusal> = {
	command: 'ResolveException',
	vouchers: ({ lead }) => [lead],
	needs({ exception, lead, changes }, rows) {
		const entity = rows.get(exceptions, exception)?.entity;
		return [
			need(exceptions, exception),
			need(person.table, lead),
			...changes.flatMap(batchesIn).map((batch) => need(batches, batch)),
			...(entity ? familyNeeds(entity, rows) : [])
		];
	},
	decide({ exception: id, changes: wanted, relabel, lead, reason }, rows, moment) {
		const exception = rows.get(exceptions, id);
		if (!exception) return err({ type: 'NothingToDecide', exception: id });
		if (exception.waiting) return err({ type: 'NotToBeDecidedYet', exception: id });
		if (!hasRole(lead, DECIDERS, rows)) return err({ type: 'MayNotDecide', person: lead });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const changes = [...wanted, ...(relabel ? relabelled(relabel, moment) : [])];
		if (changes.length > MAX_CHANGES || !isConsistent(changes)) return err({ type: 'ChangesContradict' });
		const because = { code: null, text: moment.personal(reason.trim()) };
		const data = { run: exception.run, exception: id, changes, reason: because };
		const where = { station: null, machine: null, by: [lead] };
		const resolved = draft(ExceptionResolved, streamOf(exception), touchedBy(exception, changes, rows), data, where);
		return ok([resolved, ...pointers(exception, changes, rows)]);
	}
};

/** Whoever holds only the run of a batch that it turned out to be learns from it where that is told. */
function pointers(exception: Exception, changes: readonly Change[], rows: Rows): Draft[] {
	const stream = streamOf(exception);
	const byRun = new Map<EntityId | null, EntityId[]>();
	for (const batch of new Set(changes.flatMap(batchesIn))) {
		const row = rows.get(batches, batch);
		if (row && runStream(row.run) !== stream) byRun.set(row.run, [...(byRun.get(row.run) ?? []), batch]);
	}
	return [...byRun].map(([run, touched]) =>
		draft(TouchedElsewhere, runStream(run), touched, { run, stream, batches: touched, made: [] })
	);
}

function relabelled({ facts, code }: NonNullable<ResolveException['relabel']>, moment: Moment): Change[] {
	const to = moment.mint('b');
	return facts.map((fact) => ({ change: 'relink', fact, from: code, to }));
}

const familyNeeds = (entity: EntityId, rows: Rows): Need[] => {
	const family = rows.get(threads, entity)?.family;
	return [need(threads, entity), ...(family === undefined ? [] : [needAll(threads, 'family', family)])];
};

/** Beside what it is about. */
function streamOf({ entity, run }: Exception): Stream {
	const kind = isCode(entity) ? codeKind(entity) : 'batch';
	if (kind === 'batch') return runStream(run);
	if (kind === 'run') return 'runs';
	return kind === 'order' ? orderStream(entity) : 'site';
}

/**
 * What a decision has to stand on so that every later one about the same facts meets it. What is needed for sure comes first: beyond
 * the limit a batch left out can only open the case again.
 */
function touchedBy(exception: Exception, changes: readonly Change[], rows: Rows): EntityId[] {
	const thread = rows.get(threads, exception.entity);
	const family = thread?.family === undefined ? [] : rows.all(threads, 'family', thread.family);
	const known = thread ? [thread, ...family] : family;
	const facts = [...new Set([...changes.flatMap((one) => ('fact' in one ? [one.fact] : [])), ...exception.events])];
	const touched = new Set<EntityId>([
		exception.id,
		exception.entity,
		...(exception.rule === 'countersign' ? handsOf(exception.events, known) : []),
		...changes.flatMap(batchesIn)
	]);
	for (const fact of facts) for (const batch of anchorsOf(fact, known).slice(0, 1)) touched.add(batch);
	// What uses a whole fact's other batches, unknown to the lead, then shows as not known.
	for (const change of changes) {
		if (change.change === 'void') for (const batch of anchorsOf(change.fact, known)) touched.add(batch);
	}
	return [...touched].slice(0, MAX_TOUCHES);
}

/** Who recorded these, and with which devices: whoever takes more from them later knows what was countersigned. */
const handsOf = (events: readonly EventId[], known: readonly Thread[]): EntityId[] =>
	known
		.flatMap(({ facts }) => facts)
		.filter(({ id }) => events.includes(id))
		.flatMap(({ by, device }) => [...by, mintCode('d', device as DeviceNumber, 0)]);

function batchesIn(change: Change): EntityId[] {
	switch (change.change) {
		case 'void':
			return change.batch === null ? [] : [change.batch];
		case 'part':
			return [change.batch];
		case 'same':
			return [change.batch, change.as];
		case 'relink':
			return [change.from, change.to];
	}
}

/** The batches of a fact by which its decisions find each other, the same for every author: what it made, else what it is about. */
function anchorsOf(id: EventId, known: readonly Thread[]): EntityId[] {
	const found = known.flatMap(({ entity, facts }) =>
		facts.filter((fact) => fact.id === id).map((fact) => ({ entity, fact }))
	);
	const [first] = found;
	const made = first ? madeBy(first.fact) : [];
	return (made.length > 0 ? [...made] : found.map(({ entity }) => entity)).sort();
}

const madeBy = ({ type, data }: Fact): readonly EntityId[] =>
	type === BatchesTransformed.type && data !== null ? (data as Transformed).made : [];
