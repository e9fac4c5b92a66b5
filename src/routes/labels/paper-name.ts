import type { LabelSize } from '#domain/label/format.ts';
import { SHEET, SHEETS, type SheetName } from '#domain/label/print-sheet.ts';
import type { LabelStock } from '#domain/label/print-stock.ts';

/** What labels are printed on: one a page, or many on a sheet. */
export type PaperName = LabelSize | SheetName;

export const isSheet = (paper: PaperName): paper is SheetName => (SHEETS as readonly string[]).includes(paper);

export const stockOf = (paper: PaperName): LabelStock => (isSheet(paper) ? SHEET[paper].stock : paper);
