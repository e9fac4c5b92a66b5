import type { Sheet, Stamp } from '#adapters/sheets/sheet.ts';
import type { ForReader } from './for-reader.ts';

/** One entry of an export menu. Nothing is read or made before it is chosen. */
export type ExportOffer = WorkbookOffer | ListOffer | DrawingOffer;

/** All sheets in one file. */
export interface WorkbookOffer {
	readonly format: 'xlsx';
	readonly make: (reader: ForReader) => Promise<readonly Sheet[]>;
}

export interface ListOffer {
	readonly format: 'csv';
	/** What it is a list of, in words, where a screen offers several. */
	readonly list?: string;
	readonly make: (reader: ForReader) => Promise<Sheet>;
}

export interface DrawingOffer {
	readonly format: 'svg' | 'png';
	/** The text of an SVG file, which the PNG is made from as well. */
	readonly make: (reader: ForReader, stamp: Stamp) => Promise<string>;
}

/** What a file is of. */
export interface ExportSubject {
	/** As a heading, `Runs`, `Batches of run R7K3-M9QX-42`: the first line of its stamp, and its name. */
	readonly what: string;
	/** What was left out, in words: `In progress`, `search: sock`. None when everything is shown. */
	readonly filters: readonly string[];
	/** What else whoever reads it has to know: which devices were not heard from. */
	readonly notes?: readonly string[];
}
