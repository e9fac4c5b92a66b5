import { batches } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { downtimes } from '#domain/downtime/downtime.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Reader } from '#ports/store.ts';

/** What whoever comes has to know of a place. */
export interface HandOverFigures {
	readonly open: number;
	/** Of the open ones. */
	readonly held: number;
	/** Downtimes that go on and of which nobody has said why, at its machines. */
	readonly unexplained: number;
}

export const readHandOver =
	(station: Code | null) =>
	async (reader: Reader): Promise<HandOverFigures> => {
		const row = station === null ? undefined : await reader.get(definitions.station.table, station);
		if (row === undefined) return { open: 0, held: 0, unexplained: 0 };
		const places = [row.id, ...row.machines];
		const open = await Promise.all(
			places.map((place) => reader.range(batches, { index: '[openAt+since]', from: [place], to: [place, '\uffff'] }))
		);
		const down = await reader.getMany(downtimes, row.machines);
		return {
			open: open.flat().length,
			held: open.flat().filter(({ holds }) => holds.length > 0).length,
			unexplained: down.flatMap((one) => one?.open ?? []).filter(({ reason }) => reason === null).length
		};
	};
