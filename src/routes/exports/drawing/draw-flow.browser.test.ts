import { expect, test } from 'vitest';
import { drawPng } from '#adapters/browser/draw-png.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import { storyOfRun } from '../../../../tests/support/story-of-run.ts';
import { collapseChains, collapseSteps, showBatches } from '../../batch-flow/collapse-flow.ts';
import { columnsOf } from '../../batch-flow/flow-columns.ts';
import type { Heading, LaidOutFlow } from '../../batch-flow/layout/graph.ts';
import { readRunFlow } from '../../batch-flow/read-flow.ts';
import type { ShownFlow } from '../../batch-flow/shown-flow.ts';
import { drawFlow } from './draw-flow.ts';
import { forReader } from '../for-reader.ts';

const HOSTILE = `</text><script>alert(1)</script>&<![CDATA[ "'`;
const READER = forReader(true, (id) => (id === null ? '' : `${HOSTILE}\u0000\ud800 ${id}`));

/** Boxes below each other in their columns, smaller than what stands in them. */
function laidOutPlainly({ nodes, edges, columns }: ShownFlow, heading: Heading = 'right'): LaidOutFlow {
	const at = (box: number, column: number) =>
		heading === 'right' ? { x: column * 150, y: box * 60 } : { x: box * 150, y: column * 60 };
	const placed = new Map(nodes.map(({ id, column }, index) => [id, at(index, column)]));
	return {
		width: 1000,
		height: 600,
		heading,
		nodes: nodes.map(({ id }) => ({ id, width: 100, height: 40, ...placed.get(id)! })),
		edges: edges.map(({ id, from, to }) => ({ id, from, to, points: [placed.get(from)!, placed.get(to)!] })),
		columns: columns.map((_, column) => ({ column, start: column * 150, size: 100 }))
	};
}

function parse(svg: string): Document {
	const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
	expect(parsed.querySelector('parsererror')?.textContent).toBeUndefined();
	return parsed;
}

const flowOfRun = async () => {
	const { floor, run } = await storyOfRun();
	return floor.store.read(readRunFlow(run));
};

test('a drawing has each code, each quantity, its columns and what it says of itself as text, whatever things are called', async () => {
	const flow = await flowOfRun();
	const shown = showBatches(flow, columnsOf(flow));
	const drawing = parse(drawFlow({ shown, laidOut: laidOutPlainly(shown) }, READER, ['The flow', HOSTILE]));
	const texts = [...drawing.querySelectorAll('text')].map(({ textContent }) => textContent);
	for (const { id, label } of flow.nodes) {
		expect(texts.some((text) => text?.includes(printCode(id)))).toBe(true);
		expect(texts).toContain(printCode(label as Code));
	}
	for (const { quantity } of flow.edges) {
		expect(texts.some((text) => text?.endsWith(`${quantity?.amount}\u00a0${quantity?.unit}`))).toBe(true);
	}
	expect(texts).toContain('The flow');
	expect(texts).toContain(HOSTILE);
	expect(drawing.querySelectorAll('#columns text')).toHaveLength(shown.columns.length);
	expect(drawing.querySelectorAll('#batches rect')).toHaveLength(flow.nodes.length);
	expect(drawing.querySelectorAll('#links > g')).toHaveLength(shown.edges.length);
	const names = [...drawing.querySelectorAll('*')].map(({ localName }) => localName);
	expect([...new Set(names)].sort()).toEqual(['g', 'path', 'rect', 'svg', 'text', 'title']);
});

test('every line of a box has room in it', async () => {
	const flow = await flowOfRun();
	const shown = showBatches(flow, columnsOf(flow));
	const drawing = parse(drawFlow({ shown, laidOut: laidOutPlainly(shown) }, READER, []));
	document.body.append(document.importNode(drawing.documentElement, true));
	const boxes = [...document.querySelectorAll('#batches > g')];
	for (const box of boxes) {
		const { left, right, top, bottom } = box.querySelector('rect')!.getBoundingClientRect();
		for (const text of box.querySelectorAll('text')) {
			const line = text.getBoundingClientRect();
			expect(line.left).toBeGreaterThanOrEqual(left);
			expect(line.right).toBeLessThanOrEqual(right);
			expect(line.top).toBeGreaterThanOrEqual(top);
			expect(line.bottom).toBeLessThanOrEqual(bottom);
		}
	}
	document.querySelector('svg')?.remove();
});

/** Pixels: less, and the eye takes two for one. */
const CLEAR = 3;

test.each(['en', 'de'] as const)(
	'the signs of the legend and what they mean stand clear of each other (%s)',
	async (locale) => {
		const flow = await flowOfRun();
		const shown = showBatches(flow, columnsOf(flow));
		const drawing = parse(inLocale(locale, () => drawFlow({ shown, laidOut: laidOutPlainly(shown) }, READER, [])));
		document.body.append(document.importNode(drawing.documentElement, true));
		const boxes = [...document.querySelectorAll('#legend > *')].map((part) => part.getBoundingClientRect());
		const sheet = document.querySelector('svg')!.getBoundingClientRect();
		for (const [index, box] of boxes.entries()) {
			expect(box.right).toBeLessThan(sheet.right);
			for (const other of boxes.slice(0, index).filter(({ top, bottom }) => box.top < bottom && top < box.bottom)) {
				expect(box.left).toBeGreaterThanOrEqual(other.right + CLEAR);
			}
		}
		document.querySelector('svg')?.remove();
	}
);

test('what is collapsed is found by every code all the same', async () => {
	const flow = await flowOfRun();
	const columns = columnsOf(flow);
	for (const shown of [collapseChains(flow, columns), collapseSteps(flow, columns)]) {
		const drawing = parse(drawFlow({ shown, laidOut: laidOutPlainly(shown, 'down') }, READER, []));
		for (const { id } of flow.nodes) expect(drawing.documentElement.textContent).toContain(printCode(id));
	}
});

test('a picture is twice as many pixels, on white', async () => {
	const flow = await flowOfRun();
	const shown = showBatches(flow, columnsOf(flow));
	const svg = drawFlow({ shown, laidOut: laidOutPlainly(shown) }, READER, ['The flow']);
	const [width, height] = ['width', 'height'].map((side) => Number(parse(svg).documentElement.getAttribute(side)));
	const picture = await createImageBitmap(await drawPng(svg));
	expect([picture.width, picture.height]).toEqual([2 * width!, 2 * height!]);
	const context = new OffscreenCanvas(1, 1).getContext('2d')!;
	context.drawImage(picture, 0, 0);
	expect([...context.getImageData(0, 0, 1, 1).data]).toEqual([255, 255, 255, 255]);
});
