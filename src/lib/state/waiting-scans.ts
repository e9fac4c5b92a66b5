import { openNotes, type NotedScan } from '#domain/batch/noted.ts';
import type { BatchRefusal } from '#domain/batch/refusal.ts';
import { batches } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Moment, Rows } from '#domain/kernel/decider.ts';
import { threads } from '#domain/kernel/thread.ts';
import { recordNoted, type RecordNoted } from '#domain/note/decide.ts';
import { neededRows } from '#engine/submit.ts';
import { meta, type Identity } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** A scan that waits for its batch. */
export interface WaitingScan {
	readonly note: NotedScan;
	/** The code on the label. */
	readonly code: Code;
	/** What would be refused if it were recorded now, or asked; null when nothing stands against it. */
	readonly why: BatchRefusal | null;
	/** This device kept it. */
	readonly isOwn: boolean;
	/** It was recorded once, and somebody took that back: it is not recorded by itself again. */
	readonly wasRecorded: boolean;
}

export interface WaitingScans {
	/** Those of this device first, then the oldest labels. */
	readonly shown: readonly WaitingScan[];
	/** Labels whose scans are not among them. */
	readonly more: number;
}

/** Labels looked at. */
const MOST = 50;

export async function readWaitingScans(reader: Reader): Promise<WaitingScans> {
	const [rows, total, known] = await Promise.all([
		reader.range(batches, { index: 'noted', limit: MOST }),
		reader.count(batches, { index: 'noted' }),
		reader.get(meta, 'identity')
	]);
	const identity = known as Identity | undefined;
	const scans = await Promise.all(rows.map(({ id }) => readScansOf(reader, id as Code, identity)));
	const own = (scan: WaitingScan): number => (scan.isOwn ? 0 : 1);
	return { shown: scans.flat().sort((a, b) => own(a) - own(b)), more: total - rows.length };
}

/** Those of this device that can be recorded now, however many others wait. */
export async function readArrivedScans(reader: Reader): Promise<WaitingScan[]> {
	const identity = (await reader.get(meta, 'identity')) as Identity | undefined;
	const rows = await reader.range(batches, { index: 'noted' });
	const arrived = rows.filter(({ item, boundTo, swapped }) => (item ?? boundTo ?? swapped) !== null);
	const scans = await Promise.all(arrived.map(({ id }) => readScansOf(reader, id as Code, identity)));
	return scans.flat().filter(({ isOwn, why, wasRecorded }) => isOwn && why === null && !wasRecorded);
}

async function readScansOf(reader: Reader, code: Code, identity: Identity | undefined): Promise<WaitingScan[]> {
	const thread = await reader.get(threads, code);
	const noted = new Set(thread?.facts.map(({ id }) => id));
	const rows = await neededRows(reader, (read) =>
		[...noted].flatMap((id) => recordNoted.needs(recordingOf(code, id), read))
	);
	return Promise.all(
		openNotes(code, rows).map(async (note) => ({
			note,
			code,
			why: refusalOf(recordingOf(code, note.id), rows),
			isOwn: note.device === identity?.device,
			wasRecorded: ((await reader.get(threads, note.data.output))?.facts.length ?? 0) > 1
		}))
	);
}

export const recordingOf = (batch: Code, note: NotedScan['id']): RecordNoted => ({
	type: 'RecordNoted',
	batch,
	note,
	source: null,
	step: null,
	machine: null,
	usual: null
});

/** The rule is asked, and nothing recorded. */
function refusalOf(command: RecordNoted, rows: Rows): BatchRefusal | null {
	const decided = recordNoted.decide(command, rows, NEVER);
	return decided.ok ? null : decided.error;
}

/** Nothing that it gives out is kept. */
const NEVER: Moment = { now: 0, mint: (letter) => `${letter}000000000` as Code, personal: () => ({ personal: '' }) };
