import { batches } from '#domain/batch/views.ts';
import { parseCode, printCode } from '#domain/kernel/code.ts';
import { rational, scale } from '#domain/kernel/quantity.ts';
import { isFinished } from '#domain/run/milestones.ts';
import { progress, runState, type ProgressRow, type RunState } from '#domain/run/progress.ts';
import { runs, type RunLine, type RunRow } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';
import { wordFinder } from '#state/find-words.ts';
import { quantityText } from '#state/words/quantity.ts';
import type { NameOf } from '#state/words/words.ts';
import { isEstimate, ordersOf, orderText, readOrdersOf, type KnownOrders } from './run-orders.ts';

/** A run as lists show it. */
export interface RunSummary {
	readonly run: RunRow;
	readonly sum: ProgressRow | undefined;
	readonly state: RunState;
	/** Names of what it makes, in the order of its lines; what this device does not know is named by its code. */
	readonly items: readonly string[];
	/** `3 × 50 pcs Sock`, one for each line: two runs of one item differ by it. */
	readonly makes: readonly string[];
	readonly responsible: string | null;
	/** The steps that batches are at now, the fullest first. */
	readonly steps: readonly { readonly step: string; readonly name: string; readonly here: number }[];
	/** The sales orders that it fulfils. */
	readonly orders: readonly { readonly id: string; readonly name: string }[];
	/** Nobody has confirmed one of these orders yet. */
	readonly isEstimate: boolean;
}

export interface RunRows {
	readonly runs: readonly RunRow[];
	readonly sums: readonly ProgressRow[];
	readonly orders: KnownOrders;
}

export async function readRuns(reader: Reader): Promise<RunRows> {
	const rows = await reader.range(runs);
	return {
		runs: rows,
		sums: await reader.range(progress.table),
		orders: await readOrdersOf(
			reader,
			rows.flatMap(({ lines }) => lines)
		)
	};
}

/** Every run that this device holds, newest first. */
export function summaries({ runs: rows, sums, orders }: RunRows, nameOf: NameOf): readonly RunSummary[] {
	const sumOf = new Map(sums.map((sum) => [sum.id, sum]));
	return [...rows].sort(newestFirst).map((run) => {
		const sum = sumOf.get(run.id);
		const of = ordersOf(run.lines);
		return {
			run,
			sum,
			state: runState(sum, run.cancelled !== null),
			items: [...new Set(run.lines.map(({ item }) => nameOf(item.id)))],
			makes: run.lines.map((line) => `${amountText(line)} ${nameOf(line.item.id)}`),
			responsible: run.responsible && nameOf(run.responsible),
			steps: Object.entries(sum?.steps ?? {})
				.filter(([, { here }]) => here > 0)
				.map(([step, { here }]) => ({ step, name: nameOf(step), here }))
				.sort((a, b) => b.here - a.here),
			orders: of.map((id) => ({ id, name: orderText(id, orders) })),
			isEstimate: isEstimate(of, orders)
		};
	});
}

const newestFirst = (a: RunRow, b: RunRow): number => {
	const [one, other] = [a.created?.at ?? '', b.created?.at ?? ''];
	// Runs whose creation has not arrived are new here: on top.
	if (one === '' || other === '') return one === other ? 0 : one === '' ? -1 : 1;
	return Date.parse(other) - Date.parse(one);
};

export const RUN_STATES = ['pending', 'in progress', 'completed', 'cancelled'] as const satisfies readonly RunState[];

/** A state, or what stands beside the states. */
export const RUN_FILTERS = ['all', ...RUN_STATES, 'finished', 'held'] as const;
export type RunFilter = (typeof RUN_FILTERS)[number];

export const inState = (rows: readonly RunSummary[], filter: RunFilter): readonly RunSummary[] =>
	rows.filter(({ state, sum, run }) => {
		if (filter === 'all') return true;
		if (filter === 'finished') return state !== 'cancelled' && sum !== undefined && isFinished(sum);
		return filter === 'held' ? run.holds.length > 0 : state === filter;
	});

/** Runs whose number, items, orders or responsible person hold the words of `query`. `run`: the run that a scanned or typed code led to. */
export function search(rows: readonly RunSummary[], query: string, run: string | null): readonly RunSummary[] {
	if (run !== null) return rows.filter((row) => row.run.id === run);
	const fits = wordFinder(query);
	return rows.filter(({ run: { id }, items, orders, responsible }) =>
		fits([printCode(id), id, ...items, ...orders.map(({ name }) => name), responsible ?? ''])
	);
}

/** The run that a code leads to: a run's own, or a batch's. Null when the text is no such code, or leads nowhere here. */
export function runByCode(query: string): (reader: Reader) => Promise<string | null> {
	const code = parseCode(query);
	return async (reader) => {
		if (!code.ok) return null;
		if ((await reader.get(runs, code.value)) !== undefined) return code.value;
		return (await reader.get(batches, code.value))?.run ?? null;
	};
}

/** Past its day and still to be done. Days are compared as ISO text. */
export const isLate = ({ run, state }: Pick<RunSummary, 'run' | 'state'>, today: string): boolean =>
	run.due !== null && run.due < today && (state === 'pending' || state === 'in progress');

/** `10 × 50 pcs` */
const amountText = ({ each, batches: count }: Pick<RunLine, 'each' | 'batches'>): string =>
	`${count} × ${quantityText(each)}`;

/** `10 × 50 pcs = 500 pcs` */
export function lineText(line: Pick<RunLine, 'each' | 'batches'>): string {
	const { each, batches: count } = line;
	const one = amountText(line);
	return count === 1 ? one : `${one} = ${quantityText(scale(each, rational(BigInt(count))))}`;
}
