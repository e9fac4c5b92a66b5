import type { FlowGraph } from './flow-graph.ts';
import { createDraft, type Drawing, type Picture } from './picture.ts';

/** In em: from the narrowest to the widest, as there is room. */
const BOX = [5, 11] as const;
/** From a box's right edge: the name of what the step produces stands above this line. */
const STUB = [4.5, 9] as const;
/** Where lines change their rows. */
const BEND = 1.2;
const ROW_GAP = 1;
const LANE = 1.2;

/** What stands in a column: a step, an item from outside on its way to one, or a line that passes by. */
interface Slot {
	readonly kind: 'step' | 'outside' | 'passing';
	readonly step: string;
	readonly item: string;
	/** Slots of the column before that lead here. */
	readonly before: Slot[];
	row: number;
}

/**
 * Steps from left to right, in a column for each rank; the lines of a cycle lead back below. Undefined when it does not fit
 * into `width` pixels without breaking a word.
 */
export function pictureAcross(drawing: Drawing, width: number): Picture | undefined {
	const { graph } = drawing;
	const draft = createDraft(drawing);
	if (graph.order.length === 0) return draft.picture(0, 0);
	const { columns, routes } = arrange(graph);
	for (const column of columns) placeRows(column);
	const hasOutside = (columns[0] ?? []).length > 0;
	const leadsBack = graph.links.some(({ back }) => back);
	const before = (stub: number): number => (hasOutside ? stub + BEND : leadsBack ? BEND : 0);
	const after = leadsBack ? BEND : 0;
	const sizes = fit(
		draft.narrowest(
			graph.order,
			graph.links.map(({ item }) => item)
		),
		(box, stub) => before(stub) + (columns.length - 1) * (box + stub + BEND) - BEND + after,
		width / drawing.em
	);
	if (!sizes) return undefined;
	const { box, stub } = sizes;
	const left = (column: number): number => before(stub) - (box + stub + BEND) + column * (box + stub + BEND);

	const slots = columns.flat();
	const boxHeight = Math.max(0, ...graph.order.map((id) => draft.heightOf(id, box)));
	const above = Math.max(boxHeight / 2, ...graph.links.map(({ item }) => draft.itemHeight(item, stub) + 0.2));
	const pitch = above + boxHeight / 2 + ROW_GAP;
	const highest = Math.min(...slots.map(({ row }) => row));
	const middle = ({ row }: Slot): number => above + (row - highest) * pitch;
	const bottom =
		Math.max(...slots.map((slot) => middle(slot) + (slot.kind === 'step' ? boxHeight / 2 : 0))) + ROW_GAP / 2;

	for (const [index, column] of columns.entries()) {
		for (const slot of column) {
			const item = slot.kind === 'step' ? graph.links.find(({ from }) => from === slot.step)?.item : slot.item;
			if (slot.kind === 'step')
				draft.box(slot.step, left(index), middle(slot) - draft.heightOf(slot.step, box) / 2, box);
			if (slot.kind !== 'passing' && item !== undefined) draft.itemAbove(item, left(index) + box, middle(slot), stub);
		}
	}

	const column = new Map(columns.flatMap((of, index) => of.map((slot) => [slot, index] as const)));
	const leftOf = (slot: Slot): number => left(column.get(slot) ?? 0);
	let lanes = 0;
	for (const { link, slots } of routes) {
		const [first, ...others] = slots;
		const last = slots.at(-1);
		if (!first || !last) continue;
		const y = middle(first);
		const begin = [leftOf(first) + box, y] as const;
		const leave = [begin[0] + stub, y] as const;
		if (link.to === null) draft.arrow(link, begin, leave);
		else if (link.back) {
			const lane = bottom + (lanes + 0.5) * LANE;
			const aside = 0.5 + (lanes++ % 3) * 0.3;
			const arrive = [leftOf(last), middle(last) + port(last, first)] as const;
			draft.arrow(
				link,
				begin,
				[leave[0] + aside, y],
				[leave[0] + aside, lane],
				[arrive[0] - aside, lane],
				[arrive[0] - aside, arrive[1]],
				arrive
			);
		} else {
			draft.arrow(
				link,
				begin,
				leave,
				...others.flatMap((slot) => through(slot, leftOf(slot), middle(slot) + port(slot, first), box + stub))
			);
		}
	}
	return draft.picture(left(columns.length - 1) + box + stub + after, bottom + lanes * LANE);
}

/**
 * How far below a box's middle a line comes in: what another step made in the middle, what comes from outside or leads back
 * under it, so that no head covers another.
 */
const port = (to: Slot, from: Slot): number => {
	const inside = to.before.filter(({ kind }) => kind !== 'outside');
	return to.kind === 'passing' || inside.length === 0 || (from.kind !== 'outside' && isBefore(from, to)) ? 0 : 0.7;
};

const isBefore = (from: Slot, to: Slot): boolean =>
	to.before.includes(from) || to.before.some((slot) => slot.kind === 'passing' && isBefore(from, slot));

/** A line ends at a step, and goes straight past whatever else stands in a column. */
const through = (slot: Slot, x: number, y: number, width: number): (readonly [number, number])[] =>
	slot.kind === 'passing'
		? [
				[x, y],
				[x + width, y]
			]
		: [[x, y]];

/** As wide as there is room for; undefined when there is none for the longest words. `total` answers the picture's width. */
function fit(
	narrowest: { readonly box: number; readonly item: number },
	total: (box: number, stub: number) => number,
	width: number
): { readonly box: number; readonly stub: number } | undefined {
	const box = Math.max(narrowest.box, BOX[0]);
	const stub = Math.max(narrowest.item, STUB[0]);
	if (total(box, stub) > width) return undefined;
	const most = { box: Math.max(box, BOX[1]), stub: Math.max(stub, STUB[1]) };
	const room = total(most.box, most.stub) - total(box, stub);
	const share = room === 0 ? 0 : Math.min(1, (width - total(box, stub)) / room);
	return { box: box + (most.box - box) * share, stub: stub + (most.stub - stub) * share };
}

/** Every step, item from outside and passing line in its column; column 0 is only for what comes from outside. */
function arrange(graph: FlowGraph) {
	const columnOf = (step: string): number => (graph.rank.get(step) ?? 0) + 1;
	const columns: Slot[][] = Array.from({ length: 1 + Math.max(0, ...graph.order.map(columnOf)) }, () => []);
	const add = (column: number, slot: Omit<Slot, 'before' | 'row'>): Slot => {
		const added: Slot = { ...slot, before: [], row: 0 };
		columns[column]?.push(added);
		return added;
	};
	const steps = new Map(
		graph.order.map((step) => [step, add(columnOf(step), { kind: 'step', step, item: '' })] as const)
	);
	const routes: { link: FlowGraph['links'][number]; slots: Slot[] }[] = [];
	for (const link of graph.links) {
		const from = link.from === null ? undefined : steps.get(link.from);
		const to = link.to === null ? undefined : steps.get(link.to);
		const slots: Slot[] = [];
		if (from) slots.push(from);
		else if (to) slots.push(add(columnOf(to.step) - 1, { kind: 'outside', step: to.step, item: link.item }));
		if (from && to && !link.back) {
			for (let column = columnOf(from.step) + 1; column < columnOf(to.step); column++) {
				slots.push(add(column, { kind: 'passing', step: to.step, item: link.item }));
			}
		}
		if (to) slots.push(to);
		if (!link.back) slots.forEach((slot, index) => index > 0 && slot.before.push(slots[index - 1] as Slot));
		routes.push({ link, slots });
	}
	return { columns, routes };
}

/**
 * Rows of one column: as near as possible to what leads there, so that a row of steps is a straight line, and one apart at
 * least. What comes from outside stands below.
 */
function placeRows(column: Slot[]): void {
	const inside = column.filter(({ kind }) => kind !== 'outside');
	const wanted = new Map(inside.map((slot, index) => [slot, meanRow(slot) ?? index]));
	inside.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
	let next = -Infinity;
	for (const slot of inside) {
		slot.row = Math.max(next, wanted.get(slot) ?? 0);
		next = slot.row + 1;
	}
	// What was pushed down is shared out above and below.
	const pushed = inside.reduce((sum, slot) => sum + slot.row - (wanted.get(slot) ?? 0), 0) / Math.max(inside.length, 1);
	for (const slot of inside) slot.row -= pushed;
	next = Math.max(0, next - pushed);
	for (const slot of column) if (slot.kind === 'outside') slot.row = next++;
}

/** Of the steps and lines that lead there; of what comes from outside when there is nothing else. */
function meanRow({ before }: Slot): number | undefined {
	const inside = before.filter(({ kind }) => kind !== 'outside');
	const rows = (inside.length > 0 ? inside : before).map(({ row }) => row);
	return rows.length === 0 ? undefined : rows.reduce((sum, row) => sum + row, 0) / rows.length;
}
