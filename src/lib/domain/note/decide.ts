import type { BatchRefusal } from '../batch/refusal.ts';
import { initialiseBatch, type InitialiseBatch } from '../batch/initialise.ts';
import type { Leave } from '../batch/leave.ts';
import { moveBatch, type MoveBatch } from '../batch/move.ts';
import { notedNeeds, notesAt, openNotes } from '../batch/noted.ts';
import { batchNeeds, batchOf, chooseMachine, findStation } from '../batch/place.ts';
import { codeKind, isCode, type Code } from '../kernel/code.ts';
import { draft, needAll, type Decider, type Rows } from '../kernel/decider.ts';
import type { EntityId, EventId } from '../kernel/event.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import { station, type StationRow } from '../station/station.ts';
import { ScanNoted } from './note.ts';

/** A label was scanned at a station, and nothing of its batch is known here: the scan is kept until the batch arrives. */
export interface NoteScan {
	readonly type: 'NoteScan';
	/** The code on the label. */
	readonly batch: Code;
	readonly station: Code;
	/** The machine the operator chose for this station. */
	readonly machine: Code | null;
	/** The machine last named at this station. */
	readonly usual: Code | null;
}

/** The batch of a noted scan has arrived: what the scan would have recorded is recorded now. */
export interface RecordNoted {
	readonly type: 'RecordNoted';
	/** The code on the label. */
	readonly batch: Code;
	readonly note: EventId;
	/** What somebody answered since, where the station would have asked. */
	readonly source: Code | null;
	readonly step: Code | null;
	readonly machine: Code | null;
	readonly usual: Code | null;
	readonly leave?: Leave | null;
}

export type NoteCommand = NoteScan | RecordNoted;

const noteScan: Decider<NoteScan, BatchRefusal> = {
	command: 'NoteScan',
	needs: ({ batch }, rows) => [...batchNeeds(batch, rows), ...notedNeeds(batch, rows), needAll(station.table)],
	decide({ batch: label, station: at, machine: chosen, usual }, rows, moment) {
		if (!isCode(label) || codeKind(label) !== 'batch') return err({ type: 'NotABatchLabel', label });
		const known = batchOf(label, rows);
		if (known?.item) return err({ type: 'BatchKnown', batch: known });
		const here = findStation(at, rows);
		if (!here.ok) return here;
		if (!isRecordedLater(here.value)) return err({ type: 'BatchUnknown', batch: label });
		const [earlier] = notesAt(at, label, rows);
		if (earlier) return err({ type: 'AlreadyNoted', batch: label, note: earlier.id });
		const machine = notedMachine(here.value, chosen, usual);
		if (!machine.ok) return machine;
		const output = moment.mint('b');
		const where = { station: here.value.id, machine: machine.value };
		return ok([draft(ScanNoted, runStream(null), [label, output], { code: label, output }, where)]);
	}
};

/** Nobody can be asked afterwards how a batch was split, or what else went into a merge. */
const isRecordedLater = ({ operation }: StationRow): boolean => operation === 'init' || operation === 'move';

/** Where batches start, the machine may be planned: unless it was chosen, that is asked once the plan is here. */
function notedMachine(
	here: StationRow,
	chosen: Code | null,
	usual: Code | null
): Result<EntityId | null, BatchRefusal> {
	const known = chooseMachine(here, here.operation === 'init' ? [chosen] : [chosen, usual]);
	return known.ok || here.operation === 'move' ? known : ok(null);
}

export const recordNoted: Decider<RecordNoted, BatchRefusal> = {
	command: 'RecordNoted',
	needs: (command, rows) => [
		...notedNeeds(command.batch, rows),
		needAll(station.table),
		...(scanOf(command, rows)?.needs ?? [])
	],
	decide(command, rows, moment) {
		const scan = scanOf(command, rows);
		if (scan === undefined) return err({ type: 'NoteNotOpen', batch: command.batch });
		const decided = scan.decide(moment);
		if (!decided.ok) return decided;
		// Whoever scanned it did it, whoever gets to record it.
		return ok(decided.value.map((one) => ({ ...one, by: [...scan.by, ...(one.by ?? [])] })));
	}
};

/** The scan that was noted, as the rule of its station's operation sees it; undefined when it does not wait any more. */
function scanOf({ type: _, note: id, ...command }: RecordNoted, rows: Rows) {
	const note = openNotes(command.batch, rows).find((open) => open.id === id);
	if (note === undefined) return undefined;
	const { by } = note;
	const machine = command.machine ?? (note.machine as Code | null);
	const scanned = { ...command, station: note.station as Code, machine };
	const here = rows.all(station.table).find((one) => one.id === note.station);
	if (here?.operation === 'move') {
		const move: MoveBatch = { type: 'MoveBatch', ...scanned };
		return { by, needs: moveBatch.needs(move, rows), decide: decideBy(moveBatch, move, rows) };
	}
	const { source: _source, ...start } = scanned;
	const init: InitialiseBatch = { type: 'InitialiseBatch', ...start };
	return { by, needs: initialiseBatch.needs(init, rows), decide: decideBy(initialiseBatch, init, rows) };
}

const decideBy =
	<Command extends { readonly type: string }>(decider: Decider<Command, BatchRefusal>, command: Command, rows: Rows) =>
	(moment: Parameters<typeof decider.decide>[2]) =>
		decider.decide(command, rows, moment);

export const noteDeciders = [noteScan, recordNoted] as const;
