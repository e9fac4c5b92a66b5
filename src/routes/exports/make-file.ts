import { drawPng } from '#adapters/browser/draw-png.ts';
import { writeCsv, type CsvDialect } from '#adapters/sheets/write-csv.ts';
import type { Stamp } from '#adapters/sheets/sheet.ts';
import { xlsxFile } from '#adapters/sheets/xlsx-file.ts';
import { getLocale, type Locale } from '#paraglide/runtime.js';
import type { ExportOffer } from './export-offer.ts';
import type { ForReader } from './for-reader.ts';
import { stamped, zoneLine } from './stamp.ts';

/** As the spreadsheets of that language are set. */
const DIALECTS: Readonly<Record<Locale, CsvDialect>> = {
	en: { separator: ',', decimalSign: '.' },
	de: { separator: ';', decimalSign: ',' }
};

/** Throws what reading throws, and what the browser answers when it cannot make such a file. */
export async function makeFile(offer: ExportOffer, reader: ForReader, stamp: Stamp): Promise<Blob> {
	switch (offer.format) {
		case 'xlsx': {
			const sheets = await offer.make(reader);
			return xlsxFile(sheets, [...stamp, ...zoneLine(sheets)]);
		}
		case 'csv':
			return writeCsv(stamped(await offer.make(reader), stamp), DIALECTS[getLocale()]);
		case 'svg':
			return new Blob([await offer.make(reader, stamp)], { type: 'image/svg+xml' });
		case 'png':
			return drawPng(await offer.make(reader, stamp));
	}
}
