import { downtimes } from '#domain/downtime/downtime.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

export interface MachineDowntime {
	readonly machine: EntityId;
	/** When the first of the open ones began, as wall time; null while the machine is not down. */
	readonly since: string | null;
	/** The open ones, in the order they were recorded in: several when devices did not know of each other. */
	readonly open: readonly OpenDowntime[];
	/** Somebody ended what has not arrived here yet. */
	readonly isWaiting: boolean;
}

export interface OpenDowntime {
	readonly event: string;
	readonly at: string;
	readonly by: readonly EntityId[];
	/** Null while nobody said why, or when the words were erased or have not arrived. */
	readonly reason: string | null;
}

export const readDowntime =
	(machine: EntityId) =>
	async (reader: Reader): Promise<MachineDowntime> => {
		const row = await reader.get(downtimes, machine);
		const open = (row?.open ?? []).map(async ({ began: { event, at, by }, reason }): Promise<OpenDowntime> => {
			const text = reason?.text ? await reader.get(personalTexts, personalId(reason.text)) : undefined;
			return { event, at, by, reason: text?.text ?? null };
		});
		return {
			machine,
			since: row?.downSince ?? null,
			open: await Promise.all(open),
			isWaiting: (row?.awaited.length ?? 0) > 0
		};
	};
