import type { FlowNode } from '#domain/batch/batch-flow.ts';
import { BatchesTransformed, type Operation } from '#domain/batch/batch.ts';
import type { Grade } from '#domain/batch/goods.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { divide, inBaseUnits, type Quantity } from '#domain/kernel/quantity.ts';
import { m } from '#paraglide/messages.js';
import { batchFlags, batchMark, type Mark } from '#state/words/batch.ts';
import { factText } from '#state/words/history.ts';
import { quantityText } from '#state/words/quantity.ts';
import { clockTime } from '#state/words/time.ts';
import type { NameOf } from '#state/words/words.ts';
import type { FlowColumn } from './flow-columns.ts';
import type { ShownEdge, ShownFlow, ShownNode } from './shown-flow.ts';

/** What a box of the graph says, in words. */
export interface BoxFace {
	readonly kind: ShownNode['kind'];
	/** The code on the paper, or how many batches it stands for. */
	readonly title: string;
	readonly isCode: boolean;
	readonly marks: readonly Mark[];
	/** Quantities by grade: of a batch one, where it is known. */
	readonly amounts: readonly { readonly text: string; readonly grade: Grade }[];
	readonly item: string;
	/** Machine or station, or from which step to which. */
	readonly detail: string;
	readonly time: string;
	/** How much of it is left, from 0 to 1; null where nothing is to be said of that. */
	readonly left: number | null;
	readonly isKnown: boolean;
	readonly isDisputed: boolean;
	/** What comes together in it and what goes apart behind it, where that is more than moving on. */
	readonly joins: 'merge' | 'rework' | null;
	readonly forks: boolean;
	/** What is drawn, for those who hear it: how much is left, and what leads to it and from it. */
	readonly spoken: string;
}

/** `em`: the letters' size in pixels. Every box has room for its lines. */
export function boxSize(node: ShownNode, em: number): { readonly width: number; readonly height: number } {
	const lines = node.kind === 'step' ? 2 + Math.max(1, node.sums.length) : 4;
	return { width: WIDTH * em, height: (lines * LINE + ROOM) * em };
}

const WIDTH = 16;
const LINE = 1.5;
const ROOM = 1.9;

/** Undefined for a box that is not shown. */
export type FaceOf = (id: string) => BoxFace | undefined;

/** A face is made when it is asked for, since most boxes of a large flow are never seen. */
export function facesOf(shown: ShownFlow, nameOf: NameOf): FaceOf {
	const byId = new Map(shown.nodes.map((node) => [node.id, node]));
	const outOf = Map.groupBy(shown.edges, ({ from }) => from);
	const into = Map.groupBy(shown.edges, ({ to }) => to);
	return (id) => {
		const node = byId.get(id);
		return node && faceOf(node, { before: into.get(id) ?? [], after: outOf.get(id) ?? [], shown, nameOf });
	};
}

interface Around {
	readonly before: readonly ShownEdge[];
	readonly after: readonly ShownEdge[];
	readonly shown: ShownFlow;
	readonly nameOf: NameOf;
}

function faceOf(node: ShownNode, around: Around): BoxFace {
	const { before, after, nameOf } = around;
	const said = node.kind === 'step' ? stepFace(node, nameOf) : batchFace(node, around);
	const has = (edges: readonly ShownEdge[], wanted: Operation): boolean =>
		edges.some(({ operations }) => operations.includes(wanted));
	const joins = has(before, 'rework') ? 'rework' : has(before, 'merge') || joinsParts(node, before) ? 'merge' : null;
	const face = { ...said, kind: node.kind, isDisputed: node.isDisputed, joins, forks: has(after, 'split') } as const;
	const links = [
		before.length > 0 && m.flow_made_of_count({ count: before.length }),
		after.length > 0 && m.flow_made_into_count({ count: after.length })
	];
	const left = face.left !== null && m.flow_left_share({ percent: Math.round(face.left * 100) });
	return { ...face, spoken: [left, ...links].filter(Boolean).join(', ') };
}

/** Several parts go into one step by one record. */
const joinsParts = (node: ShownNode, before: readonly ShownEdge[]): boolean =>
	node.kind === 'batch' &&
	before.length > 1 &&
	new Set(before.flatMap(({ edges }) => edges.map(({ fact }) => fact))).size === 1;

type Said = Omit<BoxFace, 'kind' | 'isDisputed' | 'joins' | 'forks' | 'spoken'>;

function stepFace(node: Extract<ShownNode, { kind: 'step' }>, nameOf: NameOf): Said {
	return {
		title: m.words_batches({ count: node.batches.length }),
		isCode: false,
		marks: [],
		amounts: node.sums.map(({ grade, quantity }) => ({ grade, text: quantityText(quantity) })),
		item: node.item === null ? m.flow_not_here() : nameOf(node.item),
		detail: '',
		time: '',
		left: null,
		isKnown: node.item !== null
	};
}

function batchFace(node: Exclude<ShownNode, { kind: 'step' }>, { shown, nameOf }: Around): Said {
	const batch = node.kind === 'chain' ? node.last : node.batch;
	const { known, quantity, grade, item, label } = batch;
	const marks = known
		? [batchMark(batch), ...batchFlags(batch)]
		: [{ shape: 'hourglass', word: m.flow_not_here(), tone: 'neutral' } as const];
	return {
		title: printCode(label as Code),
		isCode: true,
		marks,
		amounts: known && quantity ? [{ text: quantityText(quantity), grade }] : [],
		item: item ? nameOf(item.id) : m.flow_not_here(),
		detail: node.kind === 'chain' ? chainText(node, shown, nameOf) : placeOf(batch, nameOf),
		time: node.kind === 'batch' && batch.began ? clockTime(batch.began.happened ?? batch.began.at) : '',
		left: known ? leftOf(batch) : null,
		isKnown: known
	};
}

function chainText(node: Extract<ShownNode, { kind: 'chain' }>, { columns }: ShownFlow, nameOf: NameOf): string {
	const moves = m.flow_moves({ count: node.moves });
	const [first, last] = [columns[node.column], columns[node.lastColumn]];
	if (first === undefined || last === undefined) return moves;
	return `${moves}: ${columnText(first, nameOf)} → ${columnText(last, nameOf)}`;
}

/** The machine, else the station; before it is started, the machine that it is planned for. */
export const placeOf = ({ began, machine }: FlowNode, nameOf: NameOf): string =>
	nameOf(began === null ? machine : (began.machine ?? began.station));

function leftOf({ quantity, remaining, voided }: FlowNode): number | null {
	if (quantity === null || remaining === null || voided !== null) return null;
	const made = inBaseUnits(quantity);
	if (made.n === 0n) return null;
	const { n, d } = divide(inBaseUnits(remaining), made);
	return Math.min(1, Math.max(0, Number(n) / Number(d)));
}

export const columnText = ({ step, reworked }: FlowColumn, nameOf: NameOf): string => {
	const name = step === null ? m.flow_no_step() : nameOf(step);
	return reworked === 0 ? name : m.flow_column_again({ step: name, count: reworked });
};

/** `Split`; that a batch moved on is what most lines say, so they say the quantity only. */
export const kindsOn = ({ operations }: ShownEdge): string[] =>
	operations.filter((one) => one !== 'move').map((one) => factText(BatchesTransformed.type, one));

/** `Split · 20 pcs` */
export const edgeText = (edge: ShownEdge): string => [...kindsOn(edge), quantityOn(edge)].join(' · ');

export const quantityOn = ({ quantity }: ShownEdge): string =>
	quantity ? quantityText(quantity) : m.flow_quantity_unknown();

/** For each line a width from 0 to 1, by how much it stands for among quantities of its kind. */
export function edgeWeights(edges: readonly ShownEdge[]): ReadonlyMap<string, number> {
	const most = new Map<string, number>();
	for (const { quantity } of edges) {
		if (quantity) most.set(quantity.kind, Math.max(most.get(quantity.kind) ?? 0, sizeOf(quantity)));
	}
	return new Map(
		edges.map(({ id, quantity }) => {
			const largest = quantity ? (most.get(quantity.kind) ?? 0) : 0;
			return [id, quantity && largest > 0 ? sizeOf(quantity) / largest : 0];
		})
	);
}

function sizeOf(quantity: Quantity): number {
	const { n, d } = inBaseUnits(quantity);
	return Number(n) / Number(d);
}
