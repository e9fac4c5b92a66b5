import { PDFiumLibrary } from '@hyzyla/pdfium';

/** Width and height of each page of a PDF, in points of a 72nd of an inch, as the file states them. */
export async function pageSizes(pdf: Uint8Array): Promise<[number, number][]> {
	const library = await PDFiumLibrary.init();
	try {
		const document = await library.loadDocument(pdf);
		try {
			return Array.from(document.pages(), (page) => {
				const { originalWidth, originalHeight } = page.getOriginalSize();
				return [originalWidth, originalHeight];
			});
		} finally {
			document.destroy();
		}
	} finally {
		library.destroy();
	}
}
