import type { FlowGraph } from './flow-graph.ts';
import { createDraft, type Drawing, type Picture } from './picture.ts';

/** In em. */
const BOX = 10;
/** From a box's right edge: its product's name stands on this line. */
const STUB = 8.5;
/** Where lines change their rows. */
const BEND = 2;
const ROW_GAP = 1.2;
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

/** Steps from left to right, in a column for each rank; the lines of a cycle lead back below. */
export function pictureAcross(drawing: Drawing): Picture {
	const { graph } = drawing;
	const draft = createDraft(drawing);
	const { columns, routes } = arrange(graph);
	for (const column of columns) placeRows(column);
	const rows = columns.flat().map(({ row }) => row);
	const highest = Math.min(0, ...rows);
	const rowHeight = Math.max(3, ...graph.order.map((id) => draft.heightOf(id, BOX))) + ROW_GAP;
	// Without anything from outside the picture starts with its boxes, or with the lines that lead back to them.
	const leadsBack = graph.links.some(({ back }) => back);
	const start = columns[0]?.length === 0 ? -BOX - STUB - (leadsBack ? 0 : BEND) : -BOX;
	const left = (column: number): number => start + column * (BOX + STUB + BEND);
	const middle = ({ row }: Slot): number => (row - highest + 0.5) * rowHeight;
	const height = (Math.max(0, ...rows) - highest + 1) * rowHeight;

	for (const [index, column] of columns.entries()) {
		for (const slot of column) {
			if (slot.kind === 'outside') draft.itemAbove(slot.item, left(index) + BOX, middle(slot), STUB);
			if (slot.kind !== 'step') continue;
			draft.box(slot.step, left(index), middle(slot) - draft.heightOf(slot.step, BOX) / 2, BOX);
			const output = graph.links.find(({ from }) => from === slot.step);
			if (output) draft.itemAbove(output.item, left(index) + BOX, middle(slot), STUB);
		}
	}

	let lanes = 0;
	for (const { link, slots } of routes) {
		const [first, ...others] = slots;
		const to = slots.at(-1);
		if (!first || !to) continue;
		const column = (slot: Slot): number => columns.findIndex((of) => of.includes(slot));
		const begin: [number, number] = [left(column(first)) + BOX, middle(first)];
		const leave: [number, number] = [begin[0] + STUB, begin[1]];
		if (link.to === null) draft.arrow(link, begin, leave);
		else if (link.back) {
			const lane = height + (lanes++ + 0.5) * LANE;
			const arrive = left(column(to));
			const aside = Math.min(0.6 + (lanes % 3) * 0.4, BEND - 0.4);
			draft.arrow(
				link,
				begin,
				[leave[0] + aside, begin[1]],
				[leave[0] + aside, lane],
				[arrive - aside, lane],
				[arrive - aside, middle(to) + 0.6],
				[arrive, middle(to) + 0.6]
			);
		} else {
			const through = others.flatMap((slot): [number, number][] => {
				const x = left(column(slot));
				return slot.kind === 'passing'
					? [
							[x, middle(slot)],
							[x + BOX + STUB, middle(slot)]
						]
					: [[x, middle(slot)]];
			});
			draft.arrow(link, begin, leave, ...through);
		}
	}
	const open = graph.links.some(({ to, back }) => to === null || back) ? STUB + BEND : 0;
	return draft.picture(left(columns.length - 1) + BOX + Math.max(open, 0), height + lanes * LANE);
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
