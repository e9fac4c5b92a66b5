import type { Heading, LaidOutFlow, LaidOutNode } from '../layout/graph.ts';

const ARROW_KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
export type ArrowKey = (typeof ARROW_KEYS)[number];

export const isArrowKey = (key: string): key is ArrowKey => (ARROW_KEYS as readonly string[]).includes(key);

/** What a key means, whichever way the columns follow each other: along what was made of what, or to what stands beside. */
type Step = 'forward' | 'back' | 'before' | 'after';

const STEPS: Readonly<Record<Heading, Readonly<Record<ArrowKey, Step>>>> = {
	right: { ArrowRight: 'forward', ArrowLeft: 'back', ArrowUp: 'before', ArrowDown: 'after' },
	down: { ArrowDown: 'forward', ArrowUp: 'back', ArrowLeft: 'before', ArrowRight: 'after' }
};

/** The box that an arrow key leads to: the nearest of those that a line leads to, or the next one of the column. Null: none. */
export function nextBox({ nodes, edges, heading }: LaidOutFlow, id: string, key: ArrowKey): string | null {
	const here = nodes.find((node) => node.id === id);
	if (here === undefined) return null;
	const step = STEPS[heading][key];
	const [alongOf, acrossOf] = heading === 'right' ? [left, middle] : [top, centre];
	if (step === 'before' || step === 'after') {
		const away = (node: LaidOutNode): number => (acrossOf(node) - acrossOf(here)) * (step === 'after' ? 1 : -1);
		const beside = nodes.filter((node) => alongOf(node) === alongOf(here) && away(node) > 0);
		return nearest(beside, away);
	}
	const linked = new Set(
		edges.flatMap(({ from, to }) =>
			step === 'forward' && from === id ? [to] : step === 'back' && to === id ? [from] : []
		)
	);
	return nearest(
		nodes.filter((node) => linked.has(node.id)),
		(node) => Math.abs(acrossOf(node) - acrossOf(here))
	);
}

const left = ({ x }: LaidOutNode): number => x;
const top = ({ y }: LaidOutNode): number => y;
const middle = ({ y, height }: LaidOutNode): number => y + height / 2;
const centre = ({ x, width }: LaidOutNode): number => x + width / 2;

function nearest(nodes: readonly LaidOutNode[], away: (node: LaidOutNode) => number): string | null {
	const [first] = nodes.toSorted((a, b) => away(a) - away(b));
	return first?.id ?? null;
}
