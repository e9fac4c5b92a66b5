/** As one event takes them. */
export function inChunks<One>(all: readonly One[], most: number): (readonly One[])[] {
	const chunks: (readonly One[])[] = [];
	for (let from = 0; from < all.length; from += most) chunks.push(all.slice(from, from + most));
	return chunks;
}
