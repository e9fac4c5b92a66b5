import { batches, type BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import { threads, type Fact } from '#domain/kernel/thread.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { readSending } from '#state/sending.ts';
import type { Sending } from '#state/words/history.ts';

/** One fact of a batch, and how far it has got. */
export interface BatchFact {
	readonly fact: Fact;
	readonly sending: Sending;
	/** Why, in the person's own words; null without one, or when it was erased. */
	readonly reason: string | null;
}

export interface BatchPage {
	readonly row: BatchRow;
	/** The newest first. */
	readonly history: readonly BatchFact[];
	readonly exceptions: readonly Exception[];
}

export const readBatchPage =
	(code: Code) =>
	async (reader: Reader): Promise<BatchPage | null> => {
		const row = await reader.get(batches, code);
		if (row === undefined) return null;
		const facts = (await reader.get(threads, code))?.facts ?? [];
		return {
			row,
			history: (await readHistory(reader, facts)).reverse(),
			exceptions: await reader.range(exceptions, { index: 'entity', from: code, to: `${code}\u0000` })
		};
	};

async function readHistory(reader: Reader, facts: readonly Fact[]): Promise<BatchFact[]> {
	const ids = facts.map(({ id }) => id);
	const sending = await readSending(reader, ids);
	const reasons = await reader.getMany(
		personalTexts,
		facts.map(({ data }) => {
			const text = (data as { readonly reason?: Reason } | null)?.reason?.text;
			return text ? personalId(text) : '';
		})
	);
	return facts.map((fact, index) => ({
		fact,
		sending: sending[index] ?? 'sent',
		reason: reasons[index]?.text ?? null
	}));
}
