import { batches } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Reader } from '#ports/store.ts';

/** Where batches are open: a machine, or a station that has none. */
export interface PlaceFigures {
	readonly id: Code;
	readonly kind: 'machine' | 'station';
	readonly name: string;
	readonly department: EntityId | null;
	readonly open: number;
	/** Planned for it. */
	readonly created: number;
	/** Since when the oldest open batch is here, as wall time. */
	readonly oldest: string | null;
}

/** By name. */
export async function readMachines(reader: Reader): Promise<readonly PlaceFigures[]> {
	const machines = await reader.range(definitions.machine.table);
	const stations = await reader.range(definitions.station.table);
	const places = [
		...machines.map((row) => ({ ...row, kind: 'machine' as const })),
		...stations.filter((row) => row.machines.length === 0).map((row) => ({ ...row, kind: 'station' as const }))
	].filter(({ archived }) => !archived);
	const figures = places.map(async ({ id, kind, name, department }): Promise<PlaceFigures> => {
		const here = { index: '[openAt+since]', from: [id], to: [id, '\uffff'] };
		const [open, created, [oldest]] = await Promise.all([
			reader.count(batches, here),
			reader.count(batches, { index: 'plannedAt', from: id, to: `${id}\u0000` }),
			reader.range(batches, { ...here, limit: 1 })
		]);
		return { id, kind, name, department, open, created, oldest: oldest?.began?.at ?? null };
	});
	return (await Promise.all(figures)).sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
