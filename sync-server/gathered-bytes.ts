/** Bytes that come in pieces, held in few: one by one, pieces of a byte each would take two hundred times the memory of what they hold. */
export interface GatheredBytes {
	add(piece: Uint8Array): void;
	/** All of them in order, and nothing else of what they came in. */
	whole(): Buffer;
}

/** Pieces that are joined: of what comes at its usual size hardly any are. */
const JOINED = 256;

export function gatherBytes(): GatheredBytes {
	const joined: Uint8Array[] = [];
	let latest: Uint8Array[] = [];
	return {
		add(piece) {
			latest.push(piece);
			if (latest.length < JOINED) return;
			joined.push(Buffer.concat(latest));
			latest = [];
		},
		whole: () => Buffer.concat([...joined, ...latest])
	};
}
