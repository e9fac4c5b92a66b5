import { eventSpecOf } from '#domain/catalog.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { threads, type Fact, type Thread } from '#domain/kernel/thread.ts';
import type { Table } from '#domain/kernel/table.ts';
import { events, meta } from '#engine/tables.ts';
import { ok } from '#domain/kernel/result.ts';
import type { Peer } from '#ports/peer.ts';
import type { Key, Reader, Store, Writer } from '#ports/store.ts';
import { RULE_SABOTAGES } from './rule-sabotages.ts';
import type { Sabotage } from './world.ts';

/*
 * Mistakes that a synchronising app is known to make, each planted between the product and one of its ports: the product's
 * own code is as it is. A simulator that does not find them would not find others either.
 */

/** The tick is shown when the transaction's work is done, not when it is stored. */
const tickBeforeCommit = (store: Store): Store => ({
	...store,
	write: (work) =>
		new Promise((resolve, reject) => {
			store
				.write(async (writer) => {
					const answer = await work(writer);
					resolve(answer);
					return answer;
				})
				.catch(reject);
		})
});

/** The checkpoint is stored by itself before the data it stands for. */
const checkpointBeforeWrite = (store: Store): Store => ({
	...store,
	async write(work) {
		let checkpoints: readonly unknown[] = [];
		const rehearsal = new Error('a rehearsal');
		await store
			.write(async (writer) => {
				await work({
					...writer,
					put: (table, rows) => {
						if (isMeta(table)) checkpoints = rows.filter((row) => nameOf(row) === 'checkpoint');
						return writer.put(table, rows);
					}
				});
				throw rehearsal;
			})
			.catch((error: unknown) => {
				if (error !== rehearsal) throw error;
			});
		if (checkpoints.length > 0) await store.write((writer) => writer.put(meta, checkpoints as never[]));
		return store.write(work);
	}
});

/** What is known of a thing is kept in the order in which it came. */
const orderByArrival = (store: Store): Store => ({
	...store,
	write: (work) =>
		store.write((writer) =>
			work({
				...writer,
				async put(table, rows) {
					if ((table as unknown) !== threads) return writer.put(table, rows);
					const kept = (await arrived(writer, rows as unknown as readonly Thread[])) as unknown as typeof rows;
					return writer.put(table, kept);
				}
			})
		)
});

async function arrived(reader: Reader, changed: readonly Thread[]): Promise<Thread[]> {
	const before = await reader.getMany(
		threads,
		changed.map(({ entity }) => entity)
	);
	return changed.map((thread, index) => {
		const known = new Map<string, Fact>(before[index]?.facts.map((fact) => [fact.id, fact]));
		for (const fact of thread.facts) known.set(fact.id, fact);
		return { ...thread, facts: [...known.values()] };
	});
}

/** The identity, with the last sequence number, is read before the transaction that counts it on. */
const sequenceOutsideTransaction = (store: Store): Store => ({
	...store,
	async write(work) {
		const identity = await store.read((reader) => reader.get(meta, 'identity'));
		return store.write((writer) =>
			work({
				...writer,
				get: <Row>(table: Table<Row>, key: Key) =>
					isMeta(table) && key === 'identity' ? Promise.resolve(identity as Row | undefined) : writer.get(table, key)
			} satisfies Writer)
		);
	}
});

/** What does not stand any more stays on the list of what a lead has to decide. */
const keepStaleExceptions = (store: Store): Store => ({
	...store,
	write: (work) =>
		store.write((writer) =>
			work({
				...writer,
				remove: (table, keys) => (table.name === exceptions.name ? Promise.resolve() : writer.remove(table, keys))
			})
		)
});

/** Events of a type that this version does not know are passed over. */
const dropUnknownTypes = (store: Store): Store => ({
	...store,
	write: (work) =>
		store.write((writer) =>
			work({
				...writer,
				put: (table, rows) =>
					writer.put(
						table,
						table.name === events.name
							? rows.filter((row) => eventSpecOf((row as unknown as FloorEvent).type) !== undefined)
							: rows
					)
			})
		)
});

/** Whatever answers has taken the documents. */
const takePortalForServer = (peer: Peer): Peer => ({
	...peer,
	async push(documents, signal) {
		const answer = await peer.push(documents, signal);
		return answer.ok || answer.error.type !== 'Portal' ? answer : ok([]);
	}
});

/** A late event is folded with the batch it is about, and not with what hangs together with it. */
const foldAloneOnly = (store: Store): Store => ({
	...store,
	write: (work) =>
		store.write((writer) =>
			work({
				...writer,
				range: (table, range) => (range?.index === 'family' ? Promise.resolve([]) : writer.range(table, range))
			})
		)
});

const isMeta = (table: { readonly name: string }): boolean => table.name === meta.name;
const nameOf = (row: unknown): unknown => (row as { readonly name?: unknown }).name;

export const SABOTAGES: readonly Sabotage[] = [
	{ name: 'tick before commit', shownBy: 11, pageStore: tickBeforeCommit },
	{ name: 'checkpoint before write', shownBy: 20, workerStore: checkpointBeforeWrite },
	{ name: 'order by arrival', shownBy: 4, pageStore: orderByArrival, workerStore: orderByArrival },
	{
		name: 'ignore a per-document error',
		shownBy: 3,
		peer: (peer) => ({
			...peer,
			async push(documents, signal) {
				const answer = await peer.push(documents, signal);
				return answer.ok ? ok([]) : answer;
			}
		})
	},
	{ name: 'sequence outside the transaction', shownBy: 2, pageStore: sequenceOutsideTransaction },
	{ name: 'a login page is an answer', shownBy: 4, peer: takePortalForServer },
	{ name: 'a newer type is passed over', shownBy: 10, workerStore: dropUnknownTypes },
	{ name: 'a family is folded one by one', shownBy: 3, pageStore: foldAloneOnly, workerStore: foldAloneOnly },
	{
		name: 'an exception outlives its reason',
		shownBy: 10,
		pageStore: keepStaleExceptions,
		workerStore: keepStaleExceptions
	},
	...RULE_SABOTAGES
];
