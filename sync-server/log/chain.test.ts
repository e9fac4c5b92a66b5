import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseSync } from 'node:sqlite';
import { createChain, type Chain } from './chain.ts';
import { DATABASE_SCHEMA } from './schema.ts';
import { openSqlite } from './sqlite.ts';

describe('the chains of devices', () => {
	let sql: DatabaseSync;
	let chain: Chain;
	beforeEach(() => {
		sql = openSqlite(':memory:');
		sql.exec(DATABASE_SCHEMA);
		chain = createChain(sql);
	});
	afterEach(() => sql.close());

	/** Stores an event as the server does, document first. */
	function append(seq: number, hash = `h${seq}`, prev: string | null = seq === 1 ? null : `h${seq - 1}`, epoch = 'e') {
		const { lastInsertRowid } = sql
			.prepare('INSERT INTO document (id, rev, deleted, tree, body) VALUES (?, ?, 0, NULL, ?)')
			.run(`id ${epoch} ${seq} ${hash}`, `1-${hash}`, JSON.stringify({ prev }));
		chain.append(Number(lastInsertRowid), { device: '001', epoch, seq, hash });
	}
	const flags = () =>
		['e', 'f', 'g'].flatMap((epoch) => chain.flagsOf('001', epoch)).map(({ seq, reason }) => [seq, reason]);
	const everything = { device: '001', from: 0, to: 1e9, descending: false, skip: 0, limit: 100 };

	it('raise nothing when they join up', () => {
		for (const seq of [1, 2, 3]) append(seq);
		expect(flags()).toEqual([]);
		expect(chain.faults()).toEqual(new Map());
	});

	it('flag a gap until it is filled, in whatever order', () => {
		append(1);
		append(4);
		append(3);
		expect(flags()).toEqual([[3, 'gap']]);
		append(2);
		expect(flags()).toEqual([]);
	});

	it('flag an event whose predecessor is not the one it names, whichever comes first', () => {
		append(2, 'h2', 'another');
		expect(flags()).toEqual([[2, 'gap']]);
		append(1);
		expect(flags()).toEqual([[2, 'broken']]);
	});

	it('flag both events of a cloned device, and hide neither', () => {
		for (const seq of [1, 2]) append(seq);
		append(2, 'clone');
		expect(flags()).toEqual([
			[2, 'fork'],
			[2, 'fork']
		]);
		expect(chain.list(everything)).toHaveLength(3);
		expect(chain.faults()).toEqual(new Map([['001', 2]]));
		append(3);
		expect(flags()).toHaveLength(2);
	});

	it('join a new epoch to the event it goes on from, whichever comes first', () => {
		append(1, 'g1', 'h2', 'f');
		append(1);
		expect(flags()).toEqual([[1, 'gap']]);
		append(2);
		expect(flags()).toEqual([]);
		append(1, 'i1', 'h1', 'g');
		expect(flags()).toEqual([]);
	});

	it('are listed by epoch and sequence, from either end and within bounds', () => {
		for (const seq of [1, 2, 3]) append(seq);
		append(1, 'other', null, 'f');
		const ids = (more: object) => chain.list({ ...everything, ...more }).map((id) => id.slice(3, 6));
		expect(ids({})).toEqual(['e 1', 'e 2', 'e 3', 'f 1']);
		expect(ids({ epoch: 'e', descending: true, limit: 1 })).toEqual(['e 3']);
		expect(ids({ epoch: 'e', from: 2, to: 2 })).toEqual(['e 2']);
		expect(ids({ device: '002' })).toEqual([]);
	});
});
