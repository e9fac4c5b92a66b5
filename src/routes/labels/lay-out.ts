import type { Code } from '#domain/kernel/code.ts';
import type { LabelKind } from '#domain/label/format.ts';
import type { Drawing, SymbolForm } from '#domain/label/print-drawing.ts';
import { JOB_PAPER, printJobSheet, type JobPaper } from '#domain/label/print-job-sheet.ts';
import { printLabel } from '#domain/label/print-label.ts';
import type { PrintWarning } from '#domain/label/print-parts.ts';
import { cellsOf, printSheets, SHEET, type Sheet } from '#domain/label/print-sheet.ts';
import { STOCK, type PaperSize } from '#domain/label/print-stock.ts';
import type { Locale } from '#paraglide/runtime.js';
import type { NameOf } from '#state/words/words.ts';
import { jobFacts } from './job-facts.ts';
import { isSheet, stockOf, type PaperName } from './paper-name.ts';
import { inCopies } from './print-sequence.ts';
import { jobSheetWords, labelWords } from './print-words.ts';
import type { BatchLabel, Printable } from './read-labels.ts';

/** Paper, ready to be printed. */
export interface LaidOut {
	/** One a page; none when nothing is to be printed. */
	readonly pages: readonly Drawing[];
	readonly size: PaperSize;
	/** What the pages are: sheets of labels, pages of a document, or a label each. */
	readonly sheet: Sheet | 'document' | null;
	/** Every copy of every label, in the order of the paper; none on a job sheet. */
	readonly sequence: readonly { readonly code: Code; readonly drawing: Drawing }[];
	readonly warnings: readonly PrintWarning[];
}

export interface LabelRequest {
	readonly kind: LabelKind;
	readonly paper: PaperName;
	readonly form: SymbolForm;
	readonly language: Locale;
	readonly labels: readonly Pick<BatchLabel, 'facts'>[];
	readonly copies: number;
	/** What an earlier print did not bring out, instead of every label in so many copies. */
	readonly missing: readonly Code[] | undefined;
	/** On a sheet: the first cell that is not used up, counted from 1. */
	readonly startCell: number;
}

export function layOutLabels(request: LabelRequest): LaidOut {
	const { kind, paper, form, labels, missing } = request;
	const design = { kind, form, stock: stockOf(paper), words: labelWords(request.language) };
	const wanted = missing ? labels.filter(({ facts }) => missing.includes(facts.code)) : labels;
	const printed = wanted.map(({ facts }) => ({ code: facts.code, ...printLabel(facts, design) }));
	const sequence = missing ? inOrder(missing, printed) : inCopies(printed, request.copies);
	const drawings = sequence.map(({ drawing }) => drawing);
	const sheet = isSheet(paper) ? SHEET[paper] : null;
	return {
		pages: sheet ? printSheets(drawings, sheet, Math.min(request.startCell, cellsOf(sheet))) : drawings,
		size: sheet ?? STOCK[design.stock],
		sheet,
		sequence,
		warnings: printed.flatMap(({ warnings }) => warnings)
	};
}

function inOrder<Label extends { readonly code: Code }>(codes: readonly Code[], labels: readonly Label[]): Label[] {
	const byCode = new Map(labels.map((label) => [label.code, label]));
	return codes.flatMap((code) => byCode.get(code) ?? []);
}

/** Undefined for batches without a run: they have no job sheet. */
export function layOutJob(
	{ run, site }: Printable,
	labels: readonly BatchLabel[],
	paper: JobPaper,
	language: Locale,
	nameOf: NameOf
): LaidOut | undefined {
	if (run === null) return undefined;
	const { pages, warnings } = printJobSheet(jobFacts(run, labels, site, nameOf), paper, jobSheetWords(language));
	return { pages, size: JOB_PAPER[paper], sheet: 'document', sequence: [], warnings };
}
