import { expect, test } from 'vitest';
import { beyond } from '../../../../tests/support/drawing-bounds.ts';
import { DOTS_A_MM } from './print-drawing.ts';
import { JOB_PAPER } from './print-job-sheet.ts';
import { printRuler, rulerLength } from './print-ruler.ts';
import { SHEET } from './print-sheet.ts';
import { STOCK } from './print-stock.ts';

const papers = { ...STOCK, ...SHEET, ...JOB_PAPER };

test.each(Object.entries(papers))('the test page of %s has a ruler of whole centimetres', (_name, paper) => {
	const advice = ['Scale 100 %', 'Margins: none', `${rulerLength(paper)} mm`];
	const drawing = printRuler(paper, advice);
	expect(drawing).toMatchObject({ width: paper.width, height: paper.height });
	expect(beyond(drawing, DOTS_A_MM)).toEqual([]);
	const ticks = drawing.marks.flatMap((mark) => (mark.mark === 'box' && mark.width === 2 ? [mark.x] : []));
	expect(Math.max(...ticks) - Math.min(...ticks)).toBe(rulerLength(paper) * DOTS_A_MM);
	expect(rulerLength(paper) % 10).toBe(0);
	expect(rulerLength(paper)).toBeGreaterThanOrEqual(20);
});
