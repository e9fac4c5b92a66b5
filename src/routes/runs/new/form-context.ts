import { definitions } from '#domain/catalog.ts';
import type { MachineRow } from '#domain/machine/machine.ts';
import type { Reader } from '#ports/store.ts';
import { readPeople, type Person } from '#state/people.ts';
import type { DraftContext } from './run-draft.ts';

/** What the form offers: everything in use, by name. */
export interface FormContext extends DraftContext {
	readonly machines: readonly MachineRow[];
	readonly people: readonly Person[];
	/** The steps that a station starts batches at. */
	readonly starting: ReadonlySet<string>;
}

export async function readFormContext(reader: Reader): Promise<FormContext> {
	const { item, flow, step, machine, station } = definitions;
	const stations = inUse(await reader.range(station.table));
	return {
		items: byName(inUse(await reader.range(item.table))),
		flows: byName(inUse(await reader.range(flow.table))),
		steps: inUse(await reader.range(step.table)),
		machines: byName(inUse(await reader.range(machine.table))),
		people: inUse(await readPeople(reader)),
		starting: new Set(stations.flatMap(({ operation, steps }) => (operation === 'init' ? steps : [])))
	};
}

const inUse = <Row extends { readonly archived: boolean }>(rows: readonly Row[]): Row[] =>
	rows.filter(({ archived }) => !archived);

const byName = <Row extends { readonly name: string }>(rows: Row[]): Row[] =>
	rows.sort((a, b) => a.name.localeCompare(b.name));
