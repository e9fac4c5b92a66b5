/** Pixels of a drawing's unit: sharp on a screen of today, and on paper. */
const SCALE = 2;

const LONGEST_SIDE = 16_000;

/** What computers draw at most, and what phones do: where the one comes out empty, the other is tried. */
const MOST_PIXELS = [48_000_000, 16_000_000];

/**
 * Draws the text of an SVG file, which names its width and height, on white. What is too large comes out at a smaller scale, and
 * whole. Rejects when this browser cannot.
 */
export async function drawPng(svg: string): Promise<Blob> {
	const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
	try {
		const drawing = new Image();
		drawing.src = address;
		await drawing.decode();
		for (const most of MOST_PIXELS) {
			const picture = await drawnAt(drawing, scaleFor(drawing, most));
			if (picture) return picture;
		}
		throw new Error('the picture is too large for this browser');
	} finally {
		URL.revokeObjectURL(address);
	}
}

const scaleFor = ({ naturalWidth: width, naturalHeight: height }: HTMLImageElement, most: number): number =>
	Math.min(SCALE, LONGEST_SIDE / Math.max(width, height), Math.sqrt(most / (width * height)));

/** Null where the canvas is too large: browsers say so by nothing but an empty picture. */
function drawnAt(drawing: HTMLImageElement, scale: number): Promise<Blob | null> {
	const canvas = document.createElement('canvas');
	canvas.width = Math.round(drawing.naturalWidth * scale);
	canvas.height = Math.round(drawing.naturalHeight * scale);
	const context = canvas.getContext('2d');
	if (context === null) return Promise.resolve(null);
	context.fillStyle = '#fff';
	context.fillRect(0, 0, canvas.width, canvas.height);
	const [red] = context.getImageData(0, 0, 1, 1).data;
	if (red !== 255) return Promise.resolve(null);
	context.drawImage(drawing, 0, 0, canvas.width, canvas.height);
	return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
