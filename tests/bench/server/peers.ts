import type { FigureName } from './figures.ts';

/** Where a line stands in the table, and what it is held against. */
export interface Line {
	readonly figure: FigureName;
	readonly title: string;
	readonly unit: 'a second' | 'ms' | 'MB' | 'bytes';
	/**
	 * Apache CouchDB 3.5.0 on two cores, Node's client on the same: documents of 401 bytes, Basic auth, every commit on disk;
	 * the second of two rounds.
	 */
	readonly couchdb: number;
	/** pouchdb-server 4.2.0 (PouchDB 7 on leveldb) measured there and then: no auth, and nothing awaits the disk. */
	readonly pouchdbServer: number;
	/** How many times CouchDB's figure ours should be; ahead of it where nothing is said. */
	readonly times?: 2;
	/** Whose ratio tells this machine from that one, where it is not the line's own. */
	readonly scaledBy?: FigureName;
}

/**
 * The figures of the peers, and the ratio of pouchdb-server's there to its own here, which turns CouchDB's figures into what
 * CouchDB would do on this machine. Sizes are the same on every machine: they are taken as they are.
 */
export const LINES: readonly Line[] = [
	{
		figure: 'bulk 1',
		title: '_bulk_docs, 1 connection',
		unit: 'a second',
		couchdb: 13_490,
		pouchdbServer: 11_740,
		times: 2
	},
	{
		figure: 'bulk 4',
		title: '_bulk_docs, 4 connections',
		unit: 'a second',
		couchdb: 18_010,
		pouchdbServer: 12_020,
		times: 2
	},
	{ figure: 'put 1', title: 'PUT, 1 connection', unit: 'a second', couchdb: 423, pouchdbServer: 584 },
	{ figure: 'put 1 p50', title: '… p50', unit: 'ms', couchdb: 2.2, pouchdbServer: 1.3 },
	{ figure: 'put 1 p99', title: '… p99', unit: 'ms', couchdb: 5.5, pouchdbServer: 6.9 },
	{ figure: 'put 16', title: 'PUT, 16 connections', unit: 'a second', couchdb: 1_001, pouchdbServer: 1_243 },
	{ figure: 'put 16 p50', title: '… p50', unit: 'ms', couchdb: 14.2, pouchdbServer: 12.1 },
	{ figure: 'put 16 p99', title: '… p99', unit: 'ms', couchdb: 42.5, pouchdbServer: 26.5 },
	{
		figure: 'changes with documents',
		title: '_changes with documents',
		unit: 'a second',
		couchdb: 21_920,
		pouchdbServer: 18_850
	},
	{ figure: 'changes', title: '_changes, ids only', unit: 'a second', couchdb: 54_590, pouchdbServer: 18_280 },
	{ figure: 'pull', title: 'pull as PouchDB does', unit: 'a second', couchdb: 9_608, pouchdbServer: 7_745 },
	{
		figure: 'long pull',
		title: 'pull of everything',
		unit: 'a second',
		couchdb: 9_608,
		pouchdbServer: 7_745,
		times: 2,
		scaledBy: 'pull'
	},
	{ figure: 'push', title: 'push as PouchDB does', unit: 'a second', couchdb: 5_438, pouchdbServer: 8_865 },
	{ figure: 'longpoll', title: 'longpolls told, median', unit: 'ms', couchdb: 35, pouchdbServer: 110 },
	{ figure: 'longpoll, worst', title: '… worst', unit: 'ms', couchdb: 44, pouchdbServer: 420 },
	{ figure: 'continuous', title: 'continuous feeds told, median', unit: 'ms', couchdb: 27, pouchdbServer: 20 },
	{ figure: 'continuous, worst', title: '… worst', unit: 'ms', couchdb: 42, pouchdbServer: 26 },
	{ figure: 'memory at the start', title: 'memory at the start', unit: 'MB', couchdb: 118, pouchdbServer: 77 },
	{ figure: 'memory, loaded', title: 'memory, loaded', unit: 'MB', couchdb: 129, pouchdbServer: 151 },
	{ figure: 'memory at the end', title: 'memory at the end', unit: 'MB', couchdb: 166, pouchdbServer: 244 },
	{ figure: 'disk', title: 'disk for a document', unit: 'bytes', couchdb: 708, pouchdbServer: 436 }
];

/** Whether more is better. */
export const isRate = ({ unit }: Line): boolean => unit === 'a second';

export const isSize = ({ unit }: Line): boolean => unit === 'MB' || unit === 'bytes';
