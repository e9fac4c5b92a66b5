import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { DefinitionRow } from '#domain/kernel/definition.ts';
import { runs, type RunRow } from '#domain/run/run.ts';
import type { Table } from '#domain/kernel/table.ts';
import type { Reader } from '#ports/store.ts';
import type { KindSlug } from '../kinds/kind.ts';

/** What a use is. */
export type UseKind =
	| 'made by' // steps
	| 'used by' // steps
	| 'in flows'
	| 'at stations'
	| 'machines'
	| 'stations'
	| 'steps';

export interface Use {
	readonly kind: UseKind;
	readonly of: KindSlug;
	/** Archived ones left out. */
	readonly ids: readonly Code[];
}

export interface Usage {
	readonly uses: readonly Use[];
	/** Runs that name it, the newest first; undefined for what no run names. */
	readonly runs: readonly Code[] | undefined;
}

const { step, flow, machine, station } = definitions;

/** Where a definition is used. Definitions are few, and the runs of this device are one table. */
export async function readUsage(reader: Reader, slug: KindSlug, id: Code): Promise<Usage> {
	const live = async <Row extends DefinitionRow>(
		of: { readonly table: Table<Row> },
		where: (row: Row) => boolean
	): Promise<readonly Code[]> =>
		(await reader.range(of.table)).filter((row) => !row.archived && where(row)).map((row) => row.id);
	const inRuns = async (where: (run: RunRow) => boolean): Promise<readonly Code[]> =>
		(await reader.range(runs))
			.filter(where)
			.sort((a, b) => ((a.created?.at ?? '') < (b.created?.at ?? '') ? 1 : -1))
			.map((run) => run.id);

	switch (slug) {
		case 'items':
			return {
				uses: [
					{ kind: 'made by', of: 'steps', ids: await live(step, ({ produces }) => produces?.item === id) },
					{
						kind: 'used by',
						of: 'steps',
						ids: await live(step, ({ consumes }) => consumes.some(({ item }) => item === id))
					}
				],
				runs: await inRuns(({ lines }) => lines.some(({ item }) => item.id === id))
			};
		case 'steps':
			return {
				uses: [
					{ kind: 'in flows', of: 'flows', ids: await live(flow, ({ steps }) => steps.includes(id)) },
					{ kind: 'at stations', of: 'stations', ids: await live(station, ({ steps }) => steps.includes(id)) }
				],
				runs: undefined
			};
		case 'flows':
			return { uses: [], runs: await inRuns(({ lines }) => lines.some((line) => line.flow?.id === id)) };
		case 'departments':
			return {
				uses: [
					{ kind: 'machines', of: 'machines', ids: await live(machine, ({ department }) => department === id) },
					{ kind: 'stations', of: 'stations', ids: await live(station, ({ department }) => department === id) }
				],
				runs: undefined
			};
		case 'machines':
			return {
				uses: [
					{ kind: 'at stations', of: 'stations', ids: await live(station, ({ machines }) => machines.includes(id)) }
				],
				runs: await inRuns(({ lines }) => lines.some(({ machines }) => machines.includes(id)))
			};
		case 'stations': {
			const here = await reader.get(station.table, id);
			return {
				uses: [
					{ kind: 'steps', of: 'steps', ids: (here?.steps ?? []) as readonly Code[] },
					{ kind: 'machines', of: 'machines', ids: (here?.machines ?? []) as readonly Code[] }
				],
				runs: undefined
			};
		}
		case 'people':
			return { uses: [], runs: await inRuns(({ responsible }) => responsible === id) };
		case 'devices':
			return { uses: [], runs: undefined };
	}
}
