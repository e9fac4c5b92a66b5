import { acrossOf, placeAcross, type Across } from './across.ts';
import { familiesIn, type Family } from './families.ts';
import type { Heading, LaidOutColumn, LaidOutEdge, LaidOutFlow, LayoutGraph, LayoutNode, Point } from './graph.ts';
import { ranksOf } from './ranks.ts';

/** In em. */
const BETWEEN_RANKS = 6.5;
const BETWEEN_BOXES = 1.5;
const BESIDE_LINES = 1;
const BETWEEN_FAMILIES = 1.5;

/**
 * Columns by step, families below each other in the order of their first boxes, and each family's boxes so that few lines cross: the
 * same for the same graph, everywhere. Yields how many boxes stand in their places, family by family: one family is one piece of
 * work, and nobody else's turn comes before its end.
 */
export function* layOutInPieces({ nodes, edges, heading, em }: LayoutGraph): Generator<number, LaidOutFlow> {
	const ranks = ranksOf({ nodes, edges });
	const along = rankPlaces(nodes, ranks.rankOf, heading, BETWEEN_RANKS * em);
	const laidOut: LaidOutFlow['nodes'][number][] = [];
	const lines: LaidOutEdge[] = [];
	let offset = 0;
	let end = 0;
	for (const family of familiesIn({ nodes, edges })) {
		const across = placeAcross(family, ranks.rankOf, heading, { boxes: BETWEEN_BOXES * em, lines: BESIDE_LINES * em });
		const turn = turnedTo(heading, offset);
		for (const node of family.nodes) {
			const place = along[ranks.rankOf.get(node.id) ?? 0];
			const corner = turn(place?.start ?? 0, across.starts.get(node.id) ?? 0);
			laidOut.push({ id: node.id, ...corner, width: node.width, height: node.height });
		}
		lines.push(...linesOf(family, { across, along, heading, turn, rankOf: ranks.rankOf }));
		end = offset + across.size;
		offset = end + BETWEEN_FAMILIES * em;
		yield laidOut.length;
	}
	const last = along.at(-1);
	const reach = last ? last.start + last.size : 0;
	return {
		...(heading === 'right' ? { width: reach, height: end } : { width: end, height: reach }),
		heading,
		nodes: laidOut,
		edges: lines,
		columns: columnsOf(ranks.columns, along)
	};
}

/** Along the heading. */
interface Stretch {
	readonly start: number;
	readonly size: number;
}

/** Each as wide as its widest box. */
function rankPlaces(
	nodes: readonly LayoutNode[],
	rankOf: ReadonlyMap<string, number>,
	heading: Heading,
	gap: number
): Stretch[] {
	const sizes: number[] = [];
	for (const node of nodes) {
		const rank = rankOf.get(node.id) ?? 0;
		sizes[rank] = Math.max(sizes[rank] ?? 0, alongOf(node, heading));
	}
	let start = 0;
	return sizes.map((size) => {
		const stretch = { start, size };
		start += size + gap;
		return stretch;
	});
}

const alongOf = ({ width, height }: LayoutNode, heading: Heading): number => (heading === 'right' ? width : height);

type Turn = (along: number, across: number) => Point;

const turnedTo =
	(heading: Heading, offset: number): Turn =>
	(along, across) =>
		heading === 'right' ? { x: along, y: across + offset } : { x: across + offset, y: along };

function linesOf(
	{ nodes, edges }: Family,
	placed: {
		readonly across: Across;
		readonly along: readonly Stretch[];
		readonly heading: Heading;
		readonly turn: Turn;
		readonly rankOf: ReadonlyMap<string, number>;
	}
): LaidOutEdge[] {
	const { across, along, heading, turn, rankOf } = placed;
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const middleOf = (node: LayoutNode): number => (across.starts.get(node.id) ?? 0) + acrossOf(node, heading) / 2;
	return edges.flatMap((edge): LaidOutEdge[] => {
		const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
		if (from === undefined || to === undefined) return [];
		const [begin, end] = [rankOf.get(from.id) ?? 0, rankOf.get(to.id) ?? 0];
		const direction = Math.sign(end - begin);
		const passes = (across.passes.get(edge.id) ?? []).flatMap((pass, index): Point[] => {
			const { start, size } = along[begin + direction * (index + 1)] ?? { start: 0, size: 0 };
			const both = [turn(start, pass), turn(start + size, pass)];
			return direction > 0 ? both : both.reverse();
		});
		const leave = (along[begin]?.start ?? 0) + alongOf(from, heading);
		const arrive = along[end]?.start ?? 0;
		return [{ ...edge, points: [turn(leave, middleOf(from)), ...passes, turn(arrive, middleOf(to))] }];
	});
}

function columnsOf(columns: readonly number[], along: readonly Stretch[]): LaidOutColumn[] {
	return [...new Set(columns)].flatMap((column): LaidOutColumn[] => {
		const first = along[columns.indexOf(column)];
		const last = along[columns.lastIndexOf(column)];
		if (first === undefined || last === undefined) return [];
		return [{ column, start: first.start, size: last.start + last.size - first.start }];
	});
}
