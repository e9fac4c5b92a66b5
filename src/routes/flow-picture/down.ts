import type { Link } from './flow-graph.ts';
import { createDraft, type Drawing, type Picture } from './picture.ts';

/** In em. */
const LANE = 0.9;
const MOST_LANES = 5;
/** From a box's left edge to the line between it and the next. */
const STUB = 1.2;
/** Between the lines that come from above and from outside. */
const BESIDE = 1.4;
const GAP = 0.5;

/**
 * One step under the other, `width` pixels wide: for phones, and for flows too long to stand in a row. What does not go to
 * the next step runs in a lane at the left edge.
 */
export function pictureDown(drawing: Drawing, width: number): Picture {
	const { order, links } = drawing.graph;
	const draft = createDraft(drawing);
	const place = new Map(order.map((id, index) => [id, index]));
	const isNext = ({ from, to }: Link): boolean => (place.get(to ?? '') ?? -1) === (place.get(from ?? '') ?? -1) + 1;
	const inLane = links.filter((link) => link.from !== null && link.to !== null && !isNext(link));
	const lanes = assignLanes(inLane, place);
	const laneCount = Math.min(Math.max(0, ...[...lanes.values()].map((lane) => lane + 1)), MOST_LANES);
	const left = laneCount * LANE;
	const full = width / drawing.em;
	const stub = left + STUB;
	/** Where the lane lines leave from, by producer. */
	const exits = new Map<string, number>();
	let y = 0;

	/** An item's name in a row of its own, beside a line at `x`. */
	const say = (item: string, x: number): void => {
		y += GAP + draft.item(item, x, y + GAP, full - x) + GAP;
	};

	for (const [index, id] of order.entries()) {
		const above = order[index - 1];
		const bought = links.filter(({ from, to }) => from === null && to === id);
		const fed = above !== undefined && links.some((link) => link.from === above && link.to === id);
		const top = y;
		if (above !== undefined) sayOutput(above);
		// What is not fed by the step above it stands clear of that.
		if (above !== undefined && !fed) y += LANE;
		const outside = y + GAP;
		for (const { item } of bought) say(item, fed ? stub + BESIDE : stub);
		if (above !== undefined || bought.length > 0) y += GAP;
		if (fed) draft.arrow({ from: above, to: id }, [stub, top], [stub, y]);
		if (bought.length > 0) {
			const x = fed ? stub + BESIDE : stub;
			draft.arrow({ from: null, to: id }, [x, outside], [x, y]);
		}
		y += draft.box(id, left, y, full - left);
	}
	const last = order.at(-1);
	if (last !== undefined) sayOutput(last);

	/** Under the box of `id`: what it produces; with an arrow where no step of the picture consumes it. */
	function sayOutput(id: string): void {
		const output = links.find(({ from }) => from === id);
		if (!output) return;
		const top = y;
		say(output.item, stub);
		exits.set(id, (top + y) / 2);
		if (output.to === null) draft.arrow(output, [stub, top], [stub, y]);
	}

	const entries = new Map<string, number>();
	for (const link of inLane) {
		const [producer, consumer] = [draft.boxOf(link.from), draft.boxOf(link.to)];
		if (!producer || !consumer) continue;
		const nth = entries.get(consumer.id) ?? 0;
		entries.set(consumer.id, nth + 1);
		const port = consumer.y + Math.min(0.8 + nth * 0.8, consumer.height - 0.4);
		const below = producer.y + producer.height;
		const exit = exits.get(producer.id) ?? below;
		const lane = left - ((lanes.get(producer.id) ?? 0) % MOST_LANES) * LANE - LANE * 0.6;
		draft.arrow(link, [stub, below], [stub, exit], [lane, exit], [lane, port], [left, port]);
	}
	return draft.picture(full, y);
}

/** A lane for each producer, so that no two lines run on each other: 0 is the one nearest to the boxes. */
function assignLanes(links: readonly Link[], place: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
	const spans = new Map<string, { from: number; to: number }>();
	for (const { from, to } of links) {
		const ends = [place.get(from ?? '') ?? 0, place.get(to ?? '') ?? 0];
		const known = spans.get(from ?? '');
		spans.set(from ?? '', {
			from: Math.min(known?.from ?? Infinity, ...ends),
			to: Math.max(known?.to ?? -Infinity, ...ends)
		});
	}
	const lanes = new Map<string, number>();
	const taken: { from: number; to: number }[][] = [];
	for (const [producer, span] of [...spans].sort((a, b) => a[1].to - a[1].from - (b[1].to - b[1].from))) {
		const free = taken.findIndex((lane) => lane.every((other) => other.to < span.from || other.from > span.to));
		const lane = free < 0 ? taken.length : free;
		(taken[lane] ??= []).push(span);
		lanes.set(producer, lane);
	}
	return lanes;
}
