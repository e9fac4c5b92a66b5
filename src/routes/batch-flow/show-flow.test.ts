import { describe, expect, it } from 'vitest';
import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { drawChains, drawFlow } from '../../../tests/support/drawn-flow.ts';
import { EVERYTHING } from './filter-flow.ts';
import { MANY_BOXES, showFlow, TOO_MANY_BOXES, type FlowView } from './show-flow.ts';

const AS_FITS: FlowView = { filter: EVERYTHING, collapse: 'auto', open: new Set(), line: null };
const show = (flow: BatchFlow, changes: Partial<FlowView> = {}) => showFlow(flow, { ...AS_FITS, ...changes });

describe('what is shown of a flow', () => {
	it('is every batch as long as they fit', () => {
		const picture = show(drawChains(MANY_BOXES, 3));
		expect(picture).toMatchObject({ collapsed: 'none', isAutomatic: false, isTooMuch: false, hidden: 0 });
		expect(picture.shown.nodes).toHaveLength(MANY_BOXES);
	});

	it('is collapsed to chains when there are more, and says so', () => {
		const picture = show(drawChains(MANY_BOXES + 3, 3));
		expect(picture).toMatchObject({ collapsed: 'chains', isAutomatic: true, isTooMuch: false });
		expect(picture.shown.nodes).toHaveLength((MANY_BOXES + 3) / 3);
	});

	it('is not collapsed against somebody who wants to see each', () => {
		const picture = show(drawChains(MANY_BOXES + 3, 3), { collapse: 'none' });
		expect(picture).toMatchObject({ collapsed: 'none', isAutomatic: false });
		expect(picture.shown.nodes).toHaveLength(MANY_BOXES + 3);
	});

	it('is what somebody chose, however few there are', () => {
		expect(show(drawChains(9, 3), { collapse: 'chains' })).toMatchObject({ collapsed: 'chains', isAutomatic: false });
		expect(show(drawChains(9, 3), { collapse: 'steps' }).shown.nodes).toHaveLength(3);
	});

	it('is too much beyond two thousand boxes, until a batch is chosen or the steps are collapsed', () => {
		const flow = drawChains(TOO_MANY_BOXES + 2, 2);
		expect(show(drawChains(TOO_MANY_BOXES, 2)).isTooMuch).toBe(false);
		expect(show(flow).isTooMuch).toBe(true);
		expect(show(flow, { collapse: 'steps' })).toMatchObject({ isTooMuch: false, hidden: 0 });
		const focused = show(flow, { line: 'b000001' });
		expect(focused).toMatchObject({ isTooMuch: false, collapsed: 'none', hidden: TOO_MANY_BOXES });
		expect(focused.shown.nodes.map(({ id }) => id)).toEqual(['b000000', 'b000001']);
	});

	it('may be five thousand batches in a thousand chains', () => {
		const picture = show(drawChains(5_000, 5));
		expect(picture).toMatchObject({ collapsed: 'chains', isTooMuch: false });
		expect(picture.shown.nodes).toHaveLength(1_000);
	});

	it('counts what the filter leaves out, and draws columns of what is left', () => {
		const flow = drawFlow({ a: 'knit', b: 'dye' }, ['move a b'], { b: { grade: 'seconds' } });
		const picture = show(flow, { filter: { ...EVERYTHING, grades: ['firsts'] } });
		expect(picture.hidden).toBe(1);
		expect(picture.shown.columns.map(({ step }) => step)).toEqual(['knit']);
	});
});
