import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { batchNeeds, batchOf } from '#domain/batch/place.ts';
import { batches } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { allWithdrawn } from '#domain/kernel/withdrawn.ts';
import { readFamilies } from '#engine/family.ts';
import { loadWithdrawn } from '#engine/project.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';
import { createFlowMemory, type FlowMemory } from './flow-memory.ts';

/**
 * All batches of a run, with the families that reach into other runs. Without nodes where nothing is planned or recorded in it. What it
 * answers remembers what it read: a screen that watches keeps it.
 */
export function readRunFlow(run: Code): (reader: Reader) => Promise<BatchFlow> {
	const memory = createFlowMemory();
	return async (reader) => {
		const rows = await reader.range(batches, { index: 'run', from: run, to: `${run}\u0000` });
		return readFlowOf(
			reader,
			rows.map(({ id }) => id),
			memory
		);
	};
}

/** The flow of one batch, and which batch that is. */
export interface FlowOfBatch {
	/** The batch that the label with this code is on, or whose own code it is. */
	readonly batch: EntityId;
	readonly flow: BatchFlow;
}

/** All of its family; null while nothing of the code has arrived here. What it answers remembers what it read. */
export function readBatchFlow(code: Code): (reader: Reader) => Promise<FlowOfBatch | null> {
	const memory = createFlowMemory();
	return async (reader) => {
		const batch = batchOf(code, await neededRows(reader, (known) => batchNeeds(code, known)))?.id;
		return batch === undefined ? null : { batch, flow: await readFlowOf(reader, [batch], memory) };
	};
}

async function readFlowOf(reader: Reader, ids: readonly EntityId[], memory: FlowMemory): Promise<BatchFlow> {
	const [families, withdrawn] = await Promise.all([readFamilies(reader, ids), loadWithdrawn(reader)]);
	return memory(families, allWithdrawn(withdrawn));
}
