import type { Code } from '../kernel/code.ts';
import { draft, need, type Decider } from '../kernel/decider.ts';
import { err, ok } from '../kernel/result.ts';
import { person } from '../person/person.ts';
import { station as stations } from '../station/station.ts';
import { HandedOver, MAX_PEOPLE, placeStream, stationHandover } from './handover.ts';

/** Recorded when those who come have accepted. */
export interface HandOver {
	readonly type: 'HandOver';
	readonly from: readonly Code[];
	/** Empty: left for whoever comes next. */
	readonly to: readonly Code[];
	readonly station: Code | null;
	/** The device it was done at. */
	readonly device: Code;
	/** May be empty. */
	readonly note: string;
}

/** `feature`: only its own screen meets these, and says them. */
export type HandOverRefusal = { readonly feature: 'handover' } & (
	| { readonly type: 'PersonUnknown'; readonly person: Code }
	/** Takes over, and works here no more. */
	| { readonly type: 'PersonArchived'; readonly person: Code }
	| { readonly type: 'StationUnknown'; readonly station: Code }
	| { readonly type: 'SamePerson'; readonly person: Code }
	/** Nobody leaves, or more than one event takes. */
	| { readonly type: 'WrongNumber' }
);

const handOver: Decider<HandOver, HandOverRefusal> = {
	command: 'HandOver',
	needs: ({ from, to, station }) => [
		...[...from, ...to].map((one) => need(person.table, one)),
		...(station === null ? [] : [need(stations.table, station)])
	],
	decide({ from, to, station, device, note }, rows, moment) {
		const [leaving, coming] = [from, to].map((people) => [...new Set(people)].sort()) as [Code[], Code[]];
		if (leaving.length === 0 || Math.max(leaving.length, coming.length) > MAX_PEOPLE) {
			return err({ feature: 'handover', type: 'WrongNumber' });
		}
		const both = leaving.find((one) => coming.includes(one));
		if (both !== undefined) return err({ feature: 'handover', type: 'SamePerson', person: both });
		const people = [...leaving, ...coming];
		const stranger = people.find((one) => !rows.get(person.table, one));
		if (stranger !== undefined) return err({ feature: 'handover', type: 'PersonUnknown', person: stranger });
		// Whoever left may still hand over what they had.
		const gone = coming.find((one) => rows.get(person.table, one)?.archived);
		if (gone !== undefined) return err({ feature: 'handover', type: 'PersonArchived', person: gone });
		if (station !== null && !rows.get(stations.table, station)) {
			return err({ feature: 'handover', type: 'StationUnknown', station });
		}
		const text = note.trim();
		const data = { from: leaving, to: coming, station, note: text === '' ? null : moment.personal(text) };
		const where = { station, machine: null, by: people };
		return ok([draft(HandedOver, placeStream(station, device), [station ?? device], data, where)]);
	}
};

export const handover = { slices: [stationHandover], deciders: [handOver] } as const;
