import type { Grade } from '../batch/goods.ts';
import { printCode, type Code } from '../kernel/code.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { printQuantity } from '../unit/print.ts';
import { DOTS_A_MM, DOTS_AN_INCH, OUTER_MODULES, type Drawing } from './print-drawing.ts';
import { putSymbol, putText, type Layout, type PrintWarning } from './print-parts.ts';
import type { PaperSize } from './print-stock.ts';
import { paginate, ruledLines, table, type Cell, type Strip } from './print-table.ts';

/** A run on paper: what it makes of what, by which steps, with room for what happens to be written down by hand. */
export interface JobSheetFacts {
	readonly run: Code;
	readonly created: string | null;
	readonly due: string | null;
	readonly priority: number | null;
	readonly responsible: string | null;
	readonly lines: readonly JobLine[];
	readonly materials: readonly JobMaterial[];
	readonly steps: readonly JobStep[];
	readonly batches: readonly JobBatch[];
}

export interface JobLine {
	/** Name and SKU. */
	readonly item: string;
	/** In each batch. */
	readonly each: Quantity;
	readonly batches: number;
	readonly total: Quantity;
}

export interface JobMaterial {
	readonly item: string;
	/** Null where it cannot be reckoned. */
	readonly needed: Quantity | null;
}

export interface JobStep {
	readonly name: string;
	readonly stations: string;
	readonly planned: Quantity | null;
}

export interface JobBatch {
	/** The code on its paper. */
	readonly code: Code;
	readonly item: string;
	readonly quantity: Quantity | null;
	readonly grade: Grade;
	readonly machine: string;
}

export const JOB_PAPERS = ['a4', 'letter'] as const;
export type JobPaper = (typeof JOB_PAPERS)[number];

export const JOB_PAPER: { readonly [Paper in JobPaper]: PaperSize } = {
	a4: { width: 210 * DOTS_A_MM, height: 297 * DOTS_A_MM },
	letter: { width: 8.5 * DOTS_AN_INCH, height: 11 * DOTS_AN_INCH }
};

/** The sheet's own words, in its own language. */
export type JobSheetWords = {
	readonly [
		Word in
			| 'title'
			| 'responsible'
			| 'created'
			| 'due'
			| 'priority'
			| 'materials'
			| 'item'
			| 'needed'
			| 'lot'
			| 'initials'
			| 'route'
			| 'step'
			| 'station'
			| 'planned'
			| 'good'
			| 'seconds'
			| 'waste'
			| 'start'
			| 'end'
			| 'batches'
			| 'code'
			| 'quantity'
			| 'grade'
			| 'machine'
			| 'done'
			| 'notes'
	]: string;
} & {
	readonly run: (number: string) => string;
	/** `10 × 50 pcs = 500 pcs`. */
	readonly amount: (batches: number, each: string, total: string) => string;
	readonly page: (page: number, pages: number) => string;
};

/** Twelve millimetres: every office printer reaches further. */
const MARGIN = 12 * DOTS_A_MM;
const FOOTER = 48;
const SYMBOL_MODULE = 8;
const SYMBOL_SIDE = SYMBOL_MODULE * OUTER_MODULES.code;
/** Rows that are filled in by hand, and rows that are only ticked. */
const HAND_ROW = 72;
const TICK_ROW = 48;
/** Empty steps at the end of the route, for rework. */
const REWORK_ROWS = 3;
const NOTE_LINES = 5;

const written = (quantity: Quantity | null): Cell => quantity && { quantity };

export interface PrintedJobSheet {
	readonly pages: readonly Drawing[];
	readonly warnings: readonly PrintWarning[];
}

export function printJobSheet(facts: JobSheetFacts, paper: JobPaper, words: JobSheetWords): PrintedJobSheet {
	const size = JOB_PAPER[paper];
	const place = { x: MARGIN, width: Math.floor(size.width - 2 * MARGIN) };
	const pages = paginate(
		[
			header(facts, words, place),
			...facts.lines.map((line) => lineOfRun(line, words, place)),
			...materialsTable(facts, words, place),
			...routeTable(facts, words, place),
			...batchTable(facts, words, place),
			...ruledLines(words.notes, NOTE_LINES, place.x, place.width)
		],
		MARGIN,
		size.height - MARGIN - FOOTER
	);
	const y = Math.round(size.height - MARGIN - 24);
	const foot = { top: y, size: 22, width: place.width / 2, lines: 1 };
	for (const [index, page] of pages.entries()) {
		putText(page, `${words.title} · ${printCode(facts.run)}`, { x: place.x, ...foot }, { face: 'plain' });
		putText(
			page,
			words.page(index + 1, pages.length),
			{ x: place.x + place.width, ...foot },
			{ face: 'plain', anchor: 'end' }
		);
	}
	return {
		pages: pages.map(({ marks }) => ({ ...size, marks })),
		warnings: pages.flatMap(({ warnings }) => warnings)
	};
}

interface Columns {
	readonly x: number;
	readonly width: number;
}

function header(facts: JobSheetFacts, words: JobSheetWords, { x, width }: Columns): Strip {
	const room = width - SYMBOL_SIDE - 24;
	const named = [
		[words.responsible, facts.responsible],
		[words.created, facts.created],
		[words.due, facts.due],
		[words.priority, facts.priority === null ? null : `${facts.priority}`]
	].filter((pair): pair is [string, string] => pair[1] !== null);
	const top = 132;
	const height = Math.max(SYMBOL_SIDE, top + Math.ceil(named.length / 2) * 56) + 8;
	const draw = (layout: Layout, from: number): void => {
		putSymbol(layout, facts.run, { form: 'code', module: SYMBOL_MODULE }, { x: x + width - SYMBOL_SIDE, y: from });
		putText(layout, words.title, { x, top: from, size: 28, width: room, lines: 1 }, { face: 'plain' });
		putText(layout, words.run(printCode(facts.run)), { x, top: from + 36, size: 60, width: room, lines: 1 });
		for (const [index, [name, value]] of named.entries()) {
			const left = x + Math.round((index % 2) * (room / 2));
			const upper = from + top + Math.floor(index / 2) * 56;
			const box = { x: left, width: room / 2 - 16, lines: 1 };
			putText(layout, name, { ...box, top: upper, size: 19 }, { face: 'plain' });
			putText(layout, value, { ...box, top: upper + 21, size: 26 });
		}
	};
	return { height, keep: true, draw };
}

function lineOfRun({ item, each, batches, total }: JobLine, words: JobSheetWords, { x, width }: Columns): Strip {
	const amount = words.amount(batches, printQuantity(each), printQuantity(total));
	return {
		height: 76,
		draw(layout, top) {
			putText(layout, item, { x, top, size: 30, width, lines: 1 });
			putText(layout, amount, { x, top: top + 37, size: 26, width, lines: 1 }, { face: 'plain' });
		}
	};
}

function materialsTable({ materials }: JobSheetFacts, words: JobSheetWords, place: Columns): Strip[] {
	if (materials.length === 0) return [];
	return table({
		...place,
		title: words.materials,
		row: HAND_ROW,
		columns: [
			{ title: words.item, share: 0.4 },
			{ title: words.needed, share: 0.2 },
			{ title: words.lot, share: 0.27 },
			{ title: words.initials, share: 0.13 }
		],
		rows: materials.map(({ item, needed }) => [{ text: item }, written(needed), null, null])
	});
}

function routeTable({ steps }: JobSheetFacts, words: JobSheetWords, place: Columns): Strip[] {
	const byHand = Array.from({ length: 6 }, (): Cell => null);
	return table({
		...place,
		title: words.route,
		row: HAND_ROW,
		columns: [
			{ title: words.step, share: 0.22 },
			{ title: words.station, share: 0.16 },
			{ title: words.planned, share: 0.12 },
			{ title: words.good, share: 0.08 },
			{ title: words.seconds, share: 0.09 },
			{ title: words.waste, share: 0.08 },
			{ title: words.start, share: 0.08 },
			{ title: words.end, share: 0.08 },
			{ title: words.initials, share: 0.09 }
		],
		rows: [
			...steps.map(({ name, stations, planned }) => [{ text: name }, { text: stations }, written(planned), ...byHand]),
			...Array.from({ length: REWORK_ROWS }, () => [null, null, null, ...byHand])
		]
	});
}

function batchTable({ batches }: JobSheetFacts, words: JobSheetWords, place: Columns): Strip[] {
	return table({
		...place,
		title: words.batches,
		row: TICK_ROW,
		columns: [
			{ title: words.code, share: 0.15 },
			{ title: words.item, share: 0.3 },
			{ title: words.quantity, share: 0.14 },
			{ title: words.grade, share: 0.07 },
			{ title: words.machine, share: 0.16 },
			{ title: words.done, share: 0.08 },
			{ title: words.initials, share: 0.1 }
		],
		rows: batches.map(({ code, item, quantity, grade, machine }) => [
			{ code },
			{ text: item },
			written(quantity),
			{ grade },
			{ text: machine },
			{ tick: true },
			null
		])
	});
}
