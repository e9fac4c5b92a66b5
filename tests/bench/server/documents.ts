import { createHash } from 'node:crypto';

/** What all sizes are told by: an event of the floor, with the members its documents have. */
export const DOCUMENT_BYTES = 401;

/** Documents of this many stations take turns: their ids, sorted, are written all over the index. */
const STATIONS = 40;

const KINDS = ['started', 'paused', 'resumed', 'counted', 'scrapped', 'finished'];
const START = Date.UTC(2026, 2, 2, 6);

export interface BenchDocument {
	readonly _id: string;
	readonly [member: string]: unknown;
}

/** The `index`th document of a database; its JSON text is DOCUMENT_BYTES long, and the note in it does not compress. */
export function benchDocument(index: number): BenchDocument {
	const station = index % STATIONS;
	const document = {
		_id: `event:${String(station).padStart(3, '0')}:${String(index).padStart(9, '0')}`,
		kind: KINDS[index % KINDS.length],
		run: `R-${1000 + (index % 900)}`,
		batch: `B-${100_000 + ((index * 7) % 80_000)}`,
		machine: `M-${station}`,
		operator: `op-${index % 70}`,
		at: new Date(START + index * 1_700).toISOString(),
		quantity: { amount: (index * 13) % 400, unit: 'pcs' },
		scrap: index % 19 === 0 ? (index % 4) + 1 : 0,
		device: digest(`device ${index % 60}`).slice(0, 12),
		sequence: index,
		note: ''
	};
	const noise = digest(`${index} a`) + digest(`${index} b`);
	return { ...document, note: noise.slice(0, DOCUMENT_BYTES - JSON.stringify(document).length) };
}

/** As a peer hands over what it already holds. */
export function replicated(document: BenchDocument): BenchDocument & { readonly _rev: string } {
	const hash = createHash('md5').update(document._id).digest('hex');
	return { ...document, _rev: `1-${hash}`, _revisions: { start: 1, ids: [hash] } };
}

export function* chunksOf(documents: number, size: number): Generator<(BenchDocument & { readonly _rev: string })[]> {
	for (let from = 0; from < documents; from += size) {
		const length = Math.min(size, documents - from);
		yield Array.from({ length }, (_, place) => replicated(benchDocument(from + place)));
	}
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
