import { definitions } from '#domain/catalog.ts';
import type { Table } from '#domain/kernel/table.ts';
import { runs } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';

/** What a site needs before its first scan, in the order in which one thing asks for the other. */
export const FIRST_STEPS = ['people', 'items', 'machines', 'steps', 'stations', 'run'] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

const TABLES: Readonly<Record<FirstStep, { readonly name: string }>> = {
	people: definitions.person.table,
	items: definitions.item.table,
	machines: definitions.machine.table,
	steps: definitions.step.table,
	stations: definitions.station.table,
	run: runs
};

/** Which of them are done. */
export async function readFirstSteps(reader: Reader): Promise<ReadonlySet<FirstStep>> {
	const counts = await Promise.all(
		FIRST_STEPS.map((step) => reader.count(TABLES[step] as Table<unknown>, { limit: 1 }))
	);
	return new Set(FIRST_STEPS.filter((_, index) => (counts[index] ?? 0) > 0));
}
