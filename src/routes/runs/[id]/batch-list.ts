import type { Grade } from '#domain/batch/goods.ts';
import { GRADES } from '#domain/batch/goods.ts';
import { isHeld, type BatchRow } from '#domain/batch/views.ts';
import { parseCode, printCode, type Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { compare, inBaseUnits, ZERO } from '#domain/kernel/quantity.ts';
import { standsForGoods, thereOf } from '#domain/run/goods.ts';

export const LIST_STATES = ['all', 'created', 'open', 'closed', 'voided'] as const;
export type ListState = (typeof LIST_STATES)[number];

export const SORT_KEYS = ['code', 'state', 'quantity', 'since'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What of a run's batches is listed, and in which order. */
export interface BatchQuery {
	readonly state: ListState;
	/** Empty: any. So are step and machine. */
	readonly grade: Grade | '';
	/** Where it was last recorded. */
	readonly step: EntityId | '';
	/** Where it is or was last; of what is not started the machine it is planned for. */
	readonly machine: EntityId | '';
	readonly held: boolean;
	/** A lead has to decide about it. */
	readonly undecided: boolean;
	/** A code, or a part of one. */
	readonly text: string;
	readonly sort: SortKey;
	/** The other way round. */
	readonly descending: boolean;
	/** Counted from 1. */
	readonly page: number;
}

export const WHOLE_LIST: BatchQuery = {
	state: 'all',
	grade: '',
	step: '',
	machine: '',
	held: false,
	undecided: false,
	text: '',
	sort: 'code',
	descending: false,
	page: 1
};

/** Rows on the screen at once: what 5,000 batches cost to paint is what these cost. */
export const PAGE_SIZE = 100;

const oneOf = <Value extends string>(values: readonly Value[], text: string | null): Value | undefined =>
	values.find((value) => value === text);

/** The query in an address. What cannot be read there is as if it were not there. */
export function readQuery(params: URLSearchParams): BatchQuery {
	const sort = params.get('sort') ?? '';
	const page = Number(params.get('page') ?? '1');
	return {
		state: oneOf(LIST_STATES, params.get('state')) ?? 'all',
		grade: oneOf(GRADES, params.get('grade')) ?? '',
		step: params.get('step') ?? '',
		machine: params.get('machine') ?? '',
		held: params.has('held'),
		undecided: params.has('undecided'),
		text: params.get('find') ?? '',
		sort: oneOf(SORT_KEYS, sort.replace(/^-/, '')) ?? 'code',
		descending: sort.startsWith('-'),
		page: Number.isSafeInteger(page) && page > 1 ? page : 1
	};
}

/** The same query as an address has it: empty for the whole list, else with `?`. */
export function writeQuery(query: BatchQuery): string {
	const { state, grade, step, machine, held, undecided, text, sort, descending, page } = query;
	const params = new URLSearchParams();
	if (state !== 'all') params.set('state', state);
	if (grade !== '') params.set('grade', grade);
	if (step !== '') params.set('step', step);
	if (machine !== '') params.set('machine', machine);
	if (held) params.set('held', '');
	if (undecided) params.set('undecided', '');
	if (text.trim() !== '') params.set('find', text.trim());
	if (sort !== 'code' || descending) params.set('sort', `${descending ? '-' : ''}${sort}`);
	if (page > 1) params.set('page', String(page));
	return params.size === 0 ? '' : `?${params.toString().replaceAll(/=(?=&|$)/g, '')}`;
}

/** What narrows the list, the search by code apart. */
export const countFilters = ({ state, grade, step, machine, held, undecided }: BatchQuery): number =>
	[state !== 'all', grade !== '', step !== '', machine !== '', held, undecided].filter(Boolean).length;

export const inListState = (row: BatchRow, state: ListState): boolean => {
	if (state === 'all') return true;
	return state === 'voided' ? row.voided !== null : row.state === state && row.voided === null;
};

/** Where it is or was last recorded; of what is not started where it is planned. */
export const machineOf = ({ began, machine }: BatchRow): EntityId | null => (began === null ? machine : began.machine);

/** By everything but the state. A lead has to see whatever there is to decide, used up or not. */
export function passes(row: BatchRow, query: BatchQuery): boolean {
	if (query.undecided ? row.exceptions.length === 0 : !standsForGoods(row)) return false;
	if (query.grade !== '' && (row.grade !== query.grade || row.state === 'created')) return false;
	if (query.step !== '' && row.began?.step?.id !== query.step) return false;
	if (query.machine !== '' && machineOf(row) !== query.machine) return false;
	return !query.held || isHeld(row);
}

/** Codes as they are stored: without the dashes of the print, in lower case. */
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^0-9a-z]/g, '');

/** Rows whose label or own code holds the text. A whole code finds what carries it, also what the list leaves out. */
export function find(rows: readonly BatchRow[], all: readonly BatchRow[], text: string): readonly BatchRow[] {
	const wanted = bare(text);
	if (wanted === '') return text.trim() === '' ? rows : [];
	const found = rows.filter(({ id, label }) => label.includes(wanted) || id.includes(wanted));
	if (found.length > 0) return found;
	const code = parseCode(text);
	return code.ok ? all.filter(({ id, label }) => id === code.value || label === code.value) : [];
}

const STATE_ORDER = { created: 0, open: 1, closed: 2 } as const;
const stateOrder = ({ state, voided }: BatchRow): number => (voided ? 3 : STATE_ORDER[state]);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** As they were planned: what a batch became stands where its label stood. */
const byLabel = (a: BatchRow, b: BatchRow): number => byText(a.label, b.label) || byText(a.id, b.id);

/** What it came to where it is, or left it: the order of records, which does not depend on clocks of one device alone. */
export const sinceOf = ({ since, left, settled }: BatchRow): string => left ?? since ?? settled ?? '';

const ORDERS: Readonly<Record<SortKey, (a: BatchRow, b: BatchRow) => number>> = {
	code: byLabel,
	state: (a, b) => stateOrder(a) - stateOrder(b),
	quantity: (a, b) => compare(baseOf(a), baseOf(b)),
	// What has not begun comes last.
	since: (a, b) => byText(sinceOf(a) || '~', sinceOf(b) || '~')
};

const baseOf = (row: BatchRow) => {
	const there = thereOf(row);
	return there === null ? ZERO : inBaseUnits(there);
};

export function sorted(rows: readonly BatchRow[], { sort, descending }: BatchQuery): readonly BatchRow[] {
	const order = ORDERS[sort];
	return rows.toSorted((a, b) => (descending ? order(b, a) : order(a, b)) || byLabel(a, b));
}

export interface ListedBatches {
	/** All that the query finds, in its order. */
	readonly found: readonly BatchRow[];
	/** How many of them there would be in each state. */
	readonly counts: Readonly<Record<ListState, number>>;
	/** What there is without any filter. */
	readonly total: number;
}

export function listBatches(rows: readonly BatchRow[], query: BatchQuery): ListedBatches {
	const fitting = find(
		rows.filter((row) => passes(row, query)),
		rows,
		query.text
	);
	const counts = { all: fitting.length, created: 0, open: 0, closed: 0, voided: 0 };
	for (const row of fitting) counts[row.voided ? 'voided' : row.state]++;
	const inState = fitting.filter((row) => inListState(row, query.state));
	return {
		found: sorted(inState, query),
		counts,
		total: rows.reduce((count, row) => count + Number(standsForGoods(row)), 0)
	};
}

export const pageCount = (rows: number): number => Math.max(1, Math.ceil(rows / PAGE_SIZE));

/** The page that is asked for, or the last one when there are fewer by now. Counted from 1. */
export const pageIn = (rows: number, page: number): number => Math.min(page, pageCount(rows));

export const rowsOnPage = (rows: readonly BatchRow[], page: number): readonly BatchRow[] =>
	rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);

/**
 * The row that a scanned label leads to: what carries it now, what is open before what is not. Of what was used up that is what was
 * made of it, where it stands alone. Null when the list has no such row.
 */
export function rowBehind(rows: readonly BatchRow[], code: Code): BatchRow | null {
	const carrying = rows.filter(({ id, label }) => label === code || id === code);
	const listed = carrying.filter(standsForGoods);
	const best = listed.find(({ state }) => state === 'open') ?? listed[0];
	if (best !== undefined) return best;
	const byId = new Map(rows.map((row) => [row.id as EntityId, row]));
	const seen = new Set<EntityId>();
	let level = carrying.flatMap(({ children, boundTo }) => (boundTo === null ? children : [boundTo]));
	while (level.length > 0) {
		const fresh = [...new Set(level)].filter((id) => !seen.has(id));
		for (const id of fresh) seen.add(id);
		const next = fresh.flatMap((id) => byId.get(id) ?? []);
		const [only, ...others] = next.filter(standsForGoods);
		if (only !== undefined) return others.length === 0 ? only : (others.find(({ state }) => state === 'open') ?? only);
		level = next.flatMap(({ children }) => children);
	}
	return null;
}

/** The address of the list with that row on the screen: as it is narrowed now if the row is in it, else without filters. */
export function queryShowing(rows: readonly BatchRow[], query: BatchQuery, row: BatchRow): BatchQuery {
	const at = listBatches(rows, query).found.findIndex(({ id }) => id === row.id);
	if (at >= 0) return { ...query, page: Math.floor(at / PAGE_SIZE) + 1 };
	const whole = { ...WHOLE_LIST, sort: query.sort, descending: query.descending };
	const place = listBatches(rows, whole).found.findIndex(({ id }) => id === row.id);
	return place >= 0 ? { ...whole, page: Math.floor(place / PAGE_SIZE) + 1 } : { ...whole, text: printCode(row.id) };
}

/** What the list can be narrowed to: each that one of these batches is at. */
export function choicesIn(rows: readonly BatchRow[]) {
	const grades = new Set<Grade>();
	const steps = new Set<EntityId>();
	const machines = new Set<EntityId>();
	for (const row of rows) {
		if (!standsForGoods(row)) continue;
		if (row.state !== 'created') grades.add(row.grade);
		if (row.began?.step) steps.add(row.began.step.id);
		const machine = machineOf(row);
		if (machine !== null) machines.add(machine);
	}
	return { grades: GRADES.filter((grade) => grades.has(grade)), steps: [...steps], machines: [...machines] };
}
