import type { BatchFlow, FlowEdge, FlowNode } from '#domain/batch/batch-flow.ts';
import { batchFlowOf } from '#domain/batch/batch-flow.ts';
import { OPERATIONS } from '#domain/batch/batch.ts';
import { compareEvents } from '#domain/kernel/event.ts';
import { inBaseUnits } from '#domain/kernel/quantity.ts';
import { emptyThread } from '#domain/kernel/thread.ts';
import { quantity } from './floor.ts';

/**
 * A flow as one would draw it. `steps`: of each batch the step that it is at, empty where it has not started. `links`: `move a b 50`,
 * one after the other. Every batch is 50 knitted socks in process; `changes` say what is different about one.
 */
export function drawFlow(
	steps: Readonly<Record<string, string>>,
	links: readonly string[] = [],
	changes: Readonly<Record<string, Partial<FlowNode>>> = {}
): BatchFlow {
	return {
		nodes: Object.entries(steps).map(([id, step]) => ({ ...drawNode(id, step), ...changes[id] })),
		edges: links
			.map(drawEdge)
			.sort((a, b) => compareEvents(a.fact, b.fact) || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1))
	};
}

/** Nothing but that somebody named it is known of a batch. */
function unknownNode(id: string): FlowNode {
	const [node] = batchFlowOf([[emptyThread(id)]]).nodes;
	if (!node) throw new Error(`no node of ${id}`);
	return node;
}

export const drawOccasion = (event: string) => ({
	event: `run.r1:${event}`,
	at: '2026-03-02T07:00:00.000+01:00',
	by: [],
	device: '001'
});

function drawNode(id: string, step: string): FlowNode {
	const began = {
		...drawOccasion(`began-${id}`),
		operation: 'move' as const,
		station: null,
		machine: null,
		step: { id: step, revision: 'site:1' },
		happened: null
	};
	return {
		...unknownNode(id),
		known: true,
		run: 'r1',
		origin: step === '' ? 'planned' : 'made',
		item: { id: 'socks', revision: 'site:1' },
		quantity: quantity('50 pcs'),
		remaining: quantity('50 pcs'),
		smallest: '1',
		state: step === '' ? 'created' : 'open',
		began: step === '' ? null : began
	};
}

/** `link 7` is the seventh: its place is its time. */
function drawEdge(link: string, place: number): FlowEdge {
	const [word = '', from = '', to = '', amount = '50'] = link.split(' ');
	const operation = OPERATIONS.find((one) => one === word) ?? null;
	const fact = `run.r1:${String(place).padStart(6, '0')}`;
	const taken = operation && quantity(`${amount} pcs`);
	return {
		id: `${fact} ${from} ${to}`,
		fact,
		from,
		to,
		operation,
		step: null,
		quantity: taken,
		granted: taken && inBaseUnits(taken),
		isDisputed: false,
		at: '2026-03-02T07:00:00.000+01:00',
		happened: null,
		by: [],
		device: '001',
		station: null,
		machine: null
	};
}

/** Batches `0` to `count - 1`, each moved on to the next one of the chain that it is in. */
export function drawChains(count: number, length: number): BatchFlow {
	const ids = Array.from({ length: count }, (_, index) => `b${String(index).padStart(6, '0')}`);
	const steps = Object.fromEntries(ids.map((id, index) => [id, `step${index % length}`]));
	const links = ids.flatMap((id, index) => (index % length === 0 ? [] : [`move ${ids[index - 1]} ${id}`]));
	return drawFlow(steps, links);
}
