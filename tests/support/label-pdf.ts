import { PDFiumLibrary } from '@hyzyla/pdfium';
import type { Picture } from './label-picture.ts';

const POINTS_AN_INCH = 72;

/** The pages of a PDF as a printer of `dpi` dots an inch would put them on white paper. */
export async function rasterisePdf(pdf: Uint8Array, dpi: number): Promise<Picture[]> {
	const library = await PDFiumLibrary.init();
	try {
		const document = await library.loadDocument(pdf);
		try {
			const pages: Picture[] = [];
			for (const page of document.pages()) {
				const { width, height, data } = await page.render({ scale: dpi / POINTS_AN_INCH, render: 'bitmap' });
				pages.push({ width, height, data: new Uint8ClampedArray(data) });
			}
			return pages;
		} finally {
			document.destroy();
		}
	} finally {
		library.destroy();
	}
}
