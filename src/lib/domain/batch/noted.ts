import { need, type Need, type Rows } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import { emptyThread, threads, type KnownFact } from '../kernel/thread.ts';
import { factsOf } from '../kernel/view.ts';
import { ScanNoted, type ScanNotedData } from '../note/note.ts';
import { MAX_NOTES } from './circumstances.ts';
import { batches } from './views.ts';

export type NotedScan = KnownFact<ScanNotedData>;

/** Most labels have no note, and their threads are not read. */
export const notedNeeds = (label: EntityId, rows: Rows): Need[] => [
	need(batches, label),
	...((rows.get(batches, label)?.notes.length ?? 0) > 0 ? [need(threads, label)] : [])
];

/** The scans of a label that wait to be recorded, in key order. */
export function openNotes(label: EntityId, rows: Rows): NotedScan[] {
	const open = rows.get(batches, label)?.notes ?? [];
	const thread = rows.get(threads, label) ?? emptyThread(label);
	return factsOf(thread, ScanNoted).filter(({ id }) => open.includes(id));
}

/**
 * Those that were noted at one station: a label comes to a station once, so one record there answers them all. What it makes has
 * the code that the first of them gave out.
 */
export const notesAt = (station: EntityId, label: EntityId, rows: Rows): NotedScan[] =>
	openNotes(label, rows)
		.filter((note) => note.station === station)
		.slice(0, MAX_NOTES);

/** What a record that answers the notes touches beside its batches. */
export const touchedBy = (label: EntityId, notes: readonly NotedScan[]): EntityId[] =>
	notes.length === 0 ? [] : [label, ...notes.map(({ data }) => data.output)];
