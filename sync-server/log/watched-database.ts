import type { Database } from './database.ts';
import { faultOf } from './sqlite-fault.ts';
import { StorageFailure } from './write-queue.ts';

/** The database's file is no sound database: nothing is read from it and nothing written until it is restored. */
export class DatabaseDamaged extends Error {
	override readonly name = 'DatabaseDamaged';
}

/** Told what comes of what is done with a database. */
export interface Watch {
	/** Something is on disk now. */
	stored(): void;
	/** A write found no room, or failed. */
	refused(failure: StorageFailure): void;
	/** The file is damaged. What was asked for throws what this returns. */
	damaged(error: unknown): DatabaseDamaged;
}

/** The same database, whose every call is watched. */
export function watchDatabase(database: Database, watch: Watch): Database {
	return watchMembers(database, watch);
}

function watchMembers<Value extends object>(value: Value, watch: Watch): Value {
	const members = Object.entries(Object.getOwnPropertyDescriptors(value)).map(([name, member]) => {
		const held: unknown = member.value;
		if (typeof held === 'function') return [name, { ...member, value: watchCall(held as Call, watch) }];
		if (typeof held === 'object' && held !== null) return [name, { ...member, value: watchMembers(held, watch) }];
		return [name, member];
	});
	return Object.defineProperties({}, Object.fromEntries(members) as PropertyDescriptorMap) as Value;
}

type Call = (...given: unknown[]) => unknown;

function watchCall(call: Call, watch: Watch): Call {
	return (...given) => {
		try {
			const answer = call(...given);
			if (answer instanceof Promise) return watchWrite(answer, watch);
			if (isIterator(answer)) return watchIteration(answer, watch);
			return isHandle(answer) ? watchMembers(answer, watch) : answer;
		} catch (error) {
			throw faultOf(error) === 'damaged' ? watch.damaged(error) : error;
		}
	};
}

/** What is read while it is handed out fails only then. */
function* watchIteration(values: IteratorObject<unknown>, watch: Watch): Generator<unknown> {
	try {
		yield* values;
	} catch (error) {
		throw faultOf(error) === 'damaged' ? watch.damaged(error) : error;
	}
}

const isIterator = (answer: unknown): answer is IteratorObject<unknown> =>
	typeof answer === 'object' && answer !== null && Symbol.iterator in answer && 'next' in answer;

/** Something that more is asked of: what is being received or read piece by piece. */
const isHandle = (answer: unknown): answer is object =>
	typeof answer === 'object' && answer !== null && Object.values(answer).some((member) => typeof member === 'function');

/** Resolves and rejects as `write` does, once it was watched. */
export async function watchWrite<Value>(write: Promise<Value>, watch: Watch): Promise<Value> {
	try {
		const value = await write;
		watch.stored();
		return value;
	} catch (error) {
		if (!(error instanceof StorageFailure)) throw error;
		if (error.fault === 'damaged') throw watch.damaged(error);
		watch.refused(error);
		throw error;
	}
}

/** What stands in place of a database that is not served: all that is asked of it throws. */
export function standIn(name: string, reason: string): Database {
	const stated: Partial<Database> = {
		name,
		closed: true,
		subscribe: () => () => undefined,
		close: () => undefined
	};
	return new Proxy(stated, {
		get(_, member) {
			if (Object.hasOwn(stated, member)) return stated[member as keyof Database];
			// an async function that returns it looks whether it is a promise
			if (member === 'then') return undefined;
			throw new DatabaseDamaged(reason);
		}
	}) as Database;
}
