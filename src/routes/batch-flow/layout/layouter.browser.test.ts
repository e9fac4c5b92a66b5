import { describe, expect, test } from 'vitest';
import type { LayoutGraph } from './graph.ts';
import { createLayouter } from './layouter.ts';

/** Families of a batch that was split in three. */
function families(count: number): LayoutGraph {
	const ids = Array.from({ length: count }, (_, index) => `b${index}`);
	const box = (id: string, column: number) => ({ id, column, width: 200, height: 100 });
	const parts = (id: string) => [1, 2, 3].map((part) => `${id}-${part}`);
	return {
		nodes: ids.flatMap((id) => [box(id, 0), ...parts(id).map((part) => box(part, 1))]),
		edges: ids.flatMap((id) => parts(id).map((part) => ({ id: `${id} ${part}`, from: id, to: part }))),
		heading: 'right',
		em: 16
	};
}

const never = new AbortController().signal;

describe('laying out', () => {
	test('gives the same in the worker and, where there is none, in the page', async () => {
		const graph = families(40);
		const inWorker = createLayouter();
		const inPage = createLayouter(() => undefined);
		const [one, other] = await Promise.all([inWorker.layOut(graph, never), inPage.layOut(graph, never)]);
		expect(one.ok && one.value.nodes).toHaveLength(160);
		expect(other).toEqual(one);
		inWorker.close();
	});

	test('goes on in the page when the worker breaks', async () => {
		const broken = createLayouter(() => new Worker(URL.createObjectURL(new Blob(['throw 1'])), { type: 'module' }));
		expect((await broken.layOut(families(2), never)).ok).toBe(true);
	});

	test.each([
		['a worker', createLayouter()],
		['the page', createLayouter(() => undefined)]
	])('in %s is cancelled, and by the next one too', async (_where, layouter) => {
		const cancel = new AbortController();
		const first = layouter.layOut(families(400), cancel.signal);
		cancel.abort();
		expect(await first).toEqual({ ok: false, error: { type: 'Cancelled' } });
		const second = layouter.layOut(families(400), never);
		const third = layouter.layOut(families(1), never);
		expect(await second).toEqual({ ok: false, error: { type: 'Cancelled' } });
		expect((await third).ok).toBe(true);
		layouter.close();
	});

	test('tells how far it is', async () => {
		const told: number[] = [];
		const { ok } = await createLayouter(() => undefined).layOut(families(400), never, (nodes) => told.push(nodes));
		expect(ok).toBe(true);
		expect(told.length).toBeGreaterThan(0);
		expect(told).toEqual(told.toSorted((a, b) => a - b));
	});
});
