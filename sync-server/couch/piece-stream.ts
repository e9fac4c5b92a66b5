/** An answer in the making: what it holds open is let go when it is ended early. */
export type Pieces = AsyncGenerator<string | Uint8Array>;

/** Characters: smaller texts are sent together. */
const TOGETHER = 65_536;

/** An answer that is made piece by piece, as its reader takes it. When the reader leaves, `pieces` is ended where it is. */
export function streamPieces(pieces: Pieces): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				let text = '';
				for (;;) {
					const { done, value } = await pieces.next();
					if (typeof value === 'string') text += value;
					if (!done && typeof value === 'string' && text.length < TOGETHER) continue;
					if (text !== '') controller.enqueue(encoder.encode(text));
					if (done) controller.close();
					else if (typeof value !== 'string') controller.enqueue(value);
					return;
				}
			},
			async cancel() {
				await pieces.return(undefined);
			}
		},
		{ highWaterMark: 0 }
	);
}
