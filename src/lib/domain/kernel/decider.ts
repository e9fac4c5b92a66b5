import type { Code, CodeLetter } from './code.ts';
import type { EntityId, Stream } from './event.ts';
import type { PersonalRef } from './personal.ts';
import type { Result } from './result.ts';
import type { Role } from './role.ts';
import type { Table } from './table.ts';
import type { EventSpec } from './view.ts';

/** What a rule may know of the world: handed in, never looked up, so that `decide` stays pure and synchronous. */
export interface Moment {
	/** Milliseconds since 1970 by this device's clock. */
	readonly now: number;
	/** A new code of this device's share. Codes of a refused command are given out again. */
	readonly mint: (letter: CodeLetter) => Code;
	/** Keeps text that may say something about a person apart from the event; the event names it by the reference. */
	readonly personal: (text: string) => PersonalRef;
}

/** A fact about to be recorded: what `decide` knows of it. `engine/commit` adds the envelope. */
export interface Draft {
	readonly stream: Stream;
	readonly type: string;
	readonly v: number;
	readonly touches: readonly EntityId[];
	readonly data: unknown;
	readonly station: EntityId | null;
	readonly machine: EntityId | null;
	/** Who takes part beside those who work at the device: a lead whose badge was asked for. */
	readonly by?: readonly EntityId[];
	/** It takes a right away: it says how far its author had seen what others recorded. */
	readonly takesAway?: true;
}

/** A draft of a declared event type; the compiler checks its data. */
export function draft<Type extends string, Data, About>(
	spec: EventSpec<Type, Data, About>,
	stream: Stream,
	touches: readonly EntityId[],
	data: Data,
	where: Pick<Draft, 'station' | 'machine' | 'by'> = { station: null, machine: null }
): Draft {
	const version = spec.versionOf?.(data) ?? spec.v;
	return { stream, type: spec.type, v: version, touches: [...new Set(touches)].sort(), data, ...where };
}

/** Rows a command has to look at: one by its key, those with one value of an index, or a whole table of definitions. */
export interface Need {
	readonly table: Table<never>;
	readonly key?: string;
	readonly index?: string;
}

export const need = <Row>(table: Table<Row>, key: string): Need => ({ table: table as Table<never>, key });

export const needAll = <Row>(table: Table<Row>, index?: string, key?: string): Need => ({
	table: table as Table<never>,
	...(index === undefined ? {} : { index }),
	...(key === undefined ? {} : { key })
});

/** The rows that were asked for. */
export interface Rows {
	/** Undefined when there is none by that key. */
	readonly get: <Row>(table: Table<Row>, key: string) => Row | undefined;
	/** In key order; empty when there are none. */
	readonly all: <Row>(table: Table<Row>, index?: string, key?: string) => readonly Row[];
}

/** One command: the rows it looks at and the rule that answers it. */
export interface Decider<Command extends { readonly type: string }, Refusal> {
	readonly command: Command['type'];
	/** Who may give it where people have to say who they are: somebody in one of these roles. Missing: whoever stands there. */
	readonly roles?: readonly Role[];
	/** Whose own affair it is: they may give it too. */
	readonly own?: (command: Command) => Code;
	/** Whose badge it names, beside those who work at the device. */
	readonly vouchers?: (command: Command) => readonly Code[];
	/** Asked again with the rows it got, until it asks for nothing new. */
	readonly needs: (command: Command, rows: Rows) => readonly Need[];
	/** The facts to record, or why not, before anything is recorded; a refusal says what would be valid. */
	readonly decide: (command: Command, rows: Rows, moment: Moment) => Result<readonly Draft[], Refusal>;
}
