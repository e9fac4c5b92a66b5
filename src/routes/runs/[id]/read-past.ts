import type { Code } from '#domain/kernel/code.ts';
import { streamRange, type EventId, type FloorEvent } from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { threads, type Fact } from '#domain/kernel/thread.ts';
import { runStream } from '#domain/run/run.ts';
import { events, personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { recordOf, type RunRecord } from '#domain/run/records.ts';

/** What the time line of a run is told from. */
export interface ReadPast {
	readonly run: Code;
	readonly facts: readonly Fact[];
	readonly records: readonly RunRecord[];
	/** Why, in people's own words, by the record that says it; without those that were erased. */
	readonly reasons: ReadonlyMap<EventId, string>;
}

/** Events read at once: a screen that reads thousands in one piece stands still meanwhile. */
const PIECE = 500;

/** Reads the whole log of the run: one range, piece by piece. */
export const readPast =
	(run: Code) =>
	async (reader: Reader): Promise<ReadPast> => {
		const facts = (await reader.get(threads, run))?.facts ?? [];
		const records = await readRecords(reader, run);
		const ownReasons = facts.flatMap(({ id, data }) => {
			const { reason } = (data ?? {}) as Pick<RunRecord, 'reason'>;
			return reason?.text ? [{ id, text: reason.text }] : [];
		});
		const said = [
			...ownReasons,
			...records.flatMap(({ id, reason }) => (reason?.text ? [{ id, text: reason.text }] : []))
		];
		const texts = await reader.getMany(
			personalTexts,
			said.map(({ text }) => personalId(text))
		);
		const reasons = said.flatMap(({ id }, index): [EventId, string][] => {
			const text = texts[index]?.text;
			return text ? [[id, text]] : [];
		});
		return { run, facts, records, reasons: new Map(reasons) };
	};

async function readRecords(reader: Reader, run: Code): Promise<RunRecord[]> {
	const { from, to } = streamRange(runStream(run));
	const records: RunRecord[] = [];
	for (let next: string | undefined = from; next !== undefined;) {
		const piece: FloorEvent[] = await reader.range(events, { from: next, to, limit: PIECE });
		for (const event of piece) {
			const record = recordOf(event);
			if (record !== null) records.push(record);
		}
		const last = piece.at(-1);
		next = last !== undefined && piece.length === PIECE ? `${last._id}\u0000` : undefined;
	}
	return records;
}
