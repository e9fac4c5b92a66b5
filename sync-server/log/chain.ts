import type { DatabaseSync } from 'node:sqlite';

/**
 * Where an event stands in the chain of the device that made it. Hashes are of 32 hex characters, as in revisions. What came
 * before it is in the event: `prev` names the device's previous one, of the same epoch, or for an epoch's first of an earlier
 * one.
 */
export interface ChainLink {
	readonly device: string;
	readonly epoch: string;
	/** Gapless per device and epoch, from 1. */
	readonly seq: number;
	readonly hash: string;
}

/**
 * What is odd about a stored event: `gap`, the one before it is not here (yet); `broken`, the one before it is not the one
 * it names; `fork`, another event has its place. A flag never stops an event: the floor already happened.
 */
export type ChainFault = 'gap' | 'broken' | 'fork';

export interface ChainFlag {
	readonly device: string;
	readonly epoch: string;
	readonly seq: number;
	readonly id: string;
	readonly reason: ChainFault;
}

export interface ChainQuery {
	readonly device: string;
	readonly epoch?: string | undefined;
	/** Sequences from one to the other, both included. */
	readonly from: number;
	readonly to: number;
	readonly descending: boolean;
	readonly skip: number;
	readonly limit: number;
}

export interface Chain {
	/**
	 * Files the event whose document was stored at update sequence `event`, and settles the flags of what follows it. Call
	 * inside the transaction that stores it.
	 */
	append(event: number, link: ChainLink): void;
	/** The ids of a device's events, by epoch and sequence. */
	list(query: ChainQuery): string[];
	/** The flags of one chain. */
	flagsOf(device: string, epoch: string): ChainFlag[];
	/** How many flags each device has that has any. */
	faults(): ReadonlyMap<string, number>;
	/** The highest sequence that is here of each of a device's chains, by epoch. What comes before it may have gaps. */
	heads(device: string): ChainHead[];
}

export interface ChainHead {
	readonly epoch: string;
	readonly seq: number;
}

/** An event of a chain, as its document tells. */
interface Linked {
	readonly epoch: string;
	readonly seq: number;
	readonly id: string;
	readonly prev: string | null;
}

const LINKED = "chain.epoch, chain.seq, document.id, substr(document.body ->> '$.prev', 1, 32) AS prev";

/** Chains are kept as places of documents: what an event says of itself is read from its document. */
export function createChain(sql: DatabaseSync): Chain {
	const insert = sql.prepare('INSERT INTO chain (device, epoch, seq, event) VALUES (?, ?, ?, ?)');
	const at = sql.prepare(
		`SELECT ${LINKED} FROM chain CROSS JOIN document ON document.seq = chain.event
		WHERE chain.device = ? AND chain.epoch = ? AND chain.seq = ?`
	);
	const hashesAt = sql.prepare(
		`SELECT substr(document.rev, 3) AS hash FROM chain CROSS JOIN document ON document.seq = chain.event
		WHERE chain.device = ? AND chain.epoch = ? AND chain.seq = ?`
	);
	// looks at all of a device's events: asked for the first event of an epoch only, and a device has few
	const named = sql.prepare(
		`SELECT 1 FROM chain CROSS JOIN document ON document.seq = chain.event
		WHERE chain.device = ? AND document.rev = '1-' || ? LIMIT 1`
	);
	const flaggedFirst = sql.prepare(
		`SELECT ${LINKED.replaceAll('chain.', 'chain_flag.')}
		FROM chain_flag INDEXED BY chain_flag_first CROSS JOIN document ON document.id = chain_flag.id
		WHERE chain_flag.device = ? AND chain_flag.seq = 1`
	);
	const flag = sql.prepare('INSERT OR REPLACE INTO chain_flag (device, epoch, seq, id, reason) VALUES (?, ?, ?, ?, ?)');
	const clear = sql.prepare('DELETE FROM chain_flag WHERE device = ? AND epoch = ? AND seq = ? AND id = ?');
	const counts = sql.prepare('SELECT device, count(*) AS flags FROM chain_flag GROUP BY device');
	const ofChain = sql.prepare('SELECT * FROM chain_flag WHERE device = ? AND epoch = ? ORDER BY seq, id');
	const heads = sql.prepare('SELECT epoch, max(seq) AS seq FROM chain WHERE device = ? GROUP BY epoch ORDER BY epoch');
	const page = (where: string, order: string) =>
		sql.prepare(
			`SELECT document.id FROM chain CROSS JOIN document ON document.seq = chain.event
			WHERE ${where} AND chain.seq BETWEEN ? AND ?
			ORDER BY chain.epoch ${order}, chain.seq ${order}, chain.event ${order} LIMIT ? OFFSET ?`
		);
	const ofDevice = 'chain.device = ?';
	const ofEpoch = 'chain.device = ? AND chain.epoch = ?';
	const pages = {
		device: { ASC: page(ofDevice, 'ASC'), DESC: page(ofDevice, 'DESC') },
		epoch: { ASC: page(ofEpoch, 'ASC'), DESC: page(ofEpoch, 'DESC') }
	};

	const eventsAt = (device: string, epoch: string, seq: number): Linked[] =>
		at.all(device, epoch, seq) as unknown as Linked[];

	function judge(device: string, event: Linked, rivals: number): void {
		const { epoch, seq, id } = event;
		const fault = rivals > 1 ? 'fork' : faultOf(device, event);
		if (fault === undefined) clear.run(device, epoch, seq, id);
		else flag.run(device, epoch, seq, id, fault);
	}

	function faultOf(device: string, { epoch, seq, prev }: Linked): ChainFault | undefined {
		if (seq === 1) return prev === null || named.get(device, prev) ? undefined : 'gap';
		const before = hashesAt.all(device, epoch, seq - 1);
		if (before.length === 0) return 'gap';
		return before.some((row) => row['hash'] === prev) ? undefined : 'broken';
	}

	return {
		append(event, { device, epoch, seq, hash }) {
			insert.run(device, epoch, seq, event);
			for (const place of [seq, seq + 1]) {
				const events = eventsAt(device, epoch, place);
				for (const each of events) judge(device, each, events.length);
			}
			for (const first of flaggedFirst.all(device) as unknown as Linked[]) {
				if (first.prev === hash) judge(device, first, eventsAt(device, first.epoch, 1).length);
			}
		},
		list({ device, epoch, from, to, descending, skip, limit }) {
			const order = descending ? 'DESC' : 'ASC';
			const rows =
				epoch === undefined
					? pages.device[order].all(device, from, to, limit, skip)
					: pages.epoch[order].all(device, epoch, from, to, limit, skip);
			return rows.map((row) => row['id'] as string);
		},
		flagsOf: (device, epoch) => ofChain.all(device, epoch) as unknown as ChainFlag[],
		faults() {
			const rows = counts.all() as unknown as { readonly device: string; readonly flags: number }[];
			return new Map(rows.map(({ device, flags }) => [device, flags]));
		},
		heads: (device) => heads.all(device) as unknown as ChainHead[]
	};
}
