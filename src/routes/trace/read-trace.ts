import { isInHouse, traceOf, type Trace, type Traced } from '#domain/batch/trace.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { canBeHeld } from '#domain/hold/decide.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { hlc } from '#domain/kernel/timestamp.ts';
import { parseLabel } from '#domain/label/label.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import { runs } from '#domain/run/run.ts';
import { readFamilies } from '#engine/family.ts';
import type { Reader } from '#ports/store.ts';
import { span, type About, type Question, type TimeWindow } from './question.ts';

/** What is known here of where batches came from and what became of them. */
export interface TraceAnswer {
	readonly question: Question;
	/** What was asked for is not on this device. */
	readonly isUnknown: boolean;
	/** The sales order that was asked for. */
	readonly order: OrderRow | null;
	/** Batches, runs, orders or a time: how many the trace starts at. */
	readonly asked: number;
	readonly lines: readonly TraceLine[];
	readonly sums: Trace['sums'];
	/** Runs that batches of the answer belong to, sorted. */
	readonly runs: readonly EntityId[];
	/** What these runs were planned for. */
	readonly orders: readonly OrderName[];
	readonly houseful: Houseful;
}

/** A batch of the answer, with its row; without one when only a record names it. */
export interface TraceLine extends Traced {
	readonly row: BatchRow | undefined;
	readonly inHouse: boolean;
	readonly orders: readonly OrderName[];
}

export interface OrderName {
	readonly id: EntityId;
	/** Empty: it is known by its code. */
	readonly number: string;
}

/** What "hold all that is in the house" would do. */
export interface Houseful {
	/** Goes on hold: in the house, and on none yet. In the order of the answer. */
	readonly free: readonly BatchRow[];
	/** On hold already. */
	readonly held: number;
	/** Named by a record only, or what it is has not arrived: nothing can be recorded about it here. */
	readonly unknown: number;
	/** Planned and not started: there is nothing of it yet. */
	readonly planned: number;
	/** Where those are that go on hold; the places with most of them first. Null: at none. */
	readonly places: readonly { readonly place: EntityId | null; readonly count: number }[];
}

export const readTrace =
	(question: Question) =>
	async (reader: Reader): Promise<TraceAnswer> => {
		const start = await readStart(reader, question.about);
		const trace = traceOf(await readFamilies(reader, start.batches), start.batches, question.direction);
		const found = await reader.getMany(
			batches,
			trace.batches.map(({ batch }) => batch)
		);
		const rows = new Map(found.flatMap((row) => (row ? [[row.id as EntityId, row]] : [])));
		const ofRuns = [...new Set([...start.runs, ...[...rows.values()].flatMap(({ run }) => run ?? [])])].sort();
		const ordersOf = await readOrders(reader, ofRuns);
		const lines = trace.batches.map((traced): TraceLine => {
			const row = rows.get(traced.batch);
			return { ...traced, row, inHouse: isInHouse(traced), orders: row?.run ? (ordersOf.get(row.run) ?? []) : [] };
		});
		return {
			question,
			isUnknown: start.isUnknown,
			order: start.order,
			asked: start.asked,
			lines,
			sums: trace.sums,
			runs: ofRuns,
			orders: unique([...(start.order ? [start.order] : []), ...[...ordersOf.values()].flat()]),
			houseful: housefulOf(lines)
		};
	};

interface Start {
	readonly batches: readonly EntityId[];
	readonly runs: readonly EntityId[];
	readonly asked: number;
	readonly order: OrderRow | null;
	readonly isUnknown: boolean;
}

async function readStart(reader: Reader, about: About): Promise<Start> {
	switch (about.about) {
		case 'batch': {
			const found = await readUnderLabel(reader, about.batch);
			return { batches: found, runs: [], asked: 1, order: null, isUnknown: found.length === 0 };
		}
		case 'run': {
			const row = await reader.get(runs, about.run);
			const found = await readOfRuns(reader, [about.run]);
			return { batches: found, runs: [about.run], asked: 1, order: null, isUnknown: !row && found.length === 0 };
		}
		case 'order': {
			const order = await readOrder(reader, about.order);
			const own = order?.runs.map(({ run }) => run) ?? [];
			const found = await readOfRuns(reader, own);
			return { batches: found, runs: own, asked: 1, order: order ?? null, isUnknown: order === undefined };
		}
		case 'time': {
			const found = await readDuring(reader, about);
			return { batches: found, runs: [], asked: found.length, order: null, isUnknown: false };
		}
	}
}

/**
 * The batch that a code stands for, and what it went on as under the same label, moved or merged with others: that is what somebody
 * has in hand who scanned it. Empty when nothing is known of it.
 */
async function readUnderLabel(reader: Reader, code: Code): Promise<EntityId[]> {
	const scanned = await reader.get(batches, code);
	const bearer = scanned && (scanned.swapped ?? scanned.boundTo);
	const first = bearer ? ((await reader.get(batches, bearer)) ?? scanned) : scanned;
	if (!first) return [];
	const found = new Set<EntityId>([first.id]);
	for (let level: readonly BatchRow[] = [first]; level.length > 0;) {
		const next = [...new Set(level.flatMap(({ children }) => children))].filter((id) => !found.has(id));
		const children = await reader.getMany(batches, next);
		level = children.filter((child): child is BatchRow => child !== undefined && child.label === first.label);
		for (const { id } of level) found.add(id);
	}
	return [...found];
}

async function readOfRuns(reader: Reader, ids: readonly EntityId[]): Promise<EntityId[]> {
	const found = await Promise.all(
		ids.map((id) => reader.range(batches, { index: 'run', from: id, to: `${id}\u0000` }))
	);
	return found.flat().map(({ id }) => id);
}

/** Of several orders with one number the first by its code: an order's own code says which. */
async function readOrder(reader: Reader, asked: string): Promise<OrderRow | undefined> {
	const label = parseLabel(asked);
	if (label.ok && label.value.kind === 'order') return reader.get(orders, label.value.code);
	const [found] = await reader.range(orders, { index: 'number', from: asked, to: `${asked}\u0000`, limit: 1 });
	return found;
}

/** After every key that starts like this. */
const LAST = '\uffff';

/**
 * What was at a place at any time from one moment to another: came before its end and did not leave before its beginning. What is
 * still there is looked through whole, and of what left since the beginning all: what is entered from paper came before it was
 * recorded.
 */
async function readDuring(reader: Reader, window: TimeWindow): Promise<EntityId[]> {
	const { from, to } = span(window);
	const isStation = window.place !== null && !window.place.startsWith('m');
	const places = window.place === null || isStation ? await readPlaces(reader) : [window.place];
	const found = await Promise.all(
		places.flatMap((place) => [
			reader.range(batches, { index: '[openAt+since]', from: [place], to: [place, LAST] }),
			reader.range(batches, { index: '[leftAt+left]', from: [place, hlc(from, 0)], to: [place, LAST] })
		])
	);
	return found
		.flat()
		.filter(({ began, closed }) => {
			const came = Date.parse(began?.happened ?? began?.at ?? '');
			const left = closed ? Date.parse(closed.at) : Infinity;
			return came < to && left >= from && (!isStation || began?.station === window.place);
		})
		.map(({ id }) => id);
}

/** Also those that are not in use any more. */
async function readPlaces(reader: Reader): Promise<EntityId[]> {
	const [machines, stations] = await Promise.all([
		reader.range(definitions.machine.table),
		reader.range(definitions.station.table)
	]);
	return [...machines, ...stations].map(({ id }) => id);
}

/** By run. An order that has not arrived here is known by its code. */
async function readOrders(reader: Reader, ids: readonly EntityId[]): Promise<ReadonlyMap<EntityId, OrderName[]>> {
	const rows = await reader.getMany(runs, ids);
	const named = rows.map((row) => unique((row?.lines ?? []).flatMap(({ order }) => order ?? [])));
	const wanted = [...new Set(named.flat().map(({ id }) => id))];
	const found = await reader.getMany(orders, wanted);
	const numbers = new Map(wanted.map((id, index) => [id, found[index]?.number ?? '']));
	return new Map(
		ids.map((id, index) => [
			id,
			(named[index] ?? []).map((order) => ({ id: order.id, number: numbers.get(order.id) ?? '' }))
		])
	);
}

const unique = <Named extends { readonly id: EntityId }>(all: readonly Named[]): Named[] => [
	...new Map(all.map((one) => [one.id, one])).values()
];

function housefulOf(lines: readonly TraceLine[]): Houseful {
	const there = lines.flatMap(({ row, inHouse }) => (row && inHouse ? [row] : [])).filter(canBeHeld);
	const free = there.filter(({ holds }) => holds.length === 0);
	const byPlace = Map.groupBy(free, ({ began }) => began?.machine ?? began?.station ?? null);
	return {
		free,
		held: there.length - free.length,
		unknown: lines.filter(({ make }) => make === null).length,
		planned: lines.filter(({ row, make }) => make !== null && row?.state === 'created' && row.voided === null).length,
		places: [...byPlace]
			.map(([place, { length: count }]) => ({ place, count }))
			.sort((a, b) => b.count - a.count || ((a.place ?? '') < (b.place ?? '') ? -1 : 1))
	};
}
