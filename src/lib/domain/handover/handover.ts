import * as v from 'valibot';
import { entityIdSchema, type EntityId, type Stream } from '../kernel/event.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import { personalRefSchema, type PersonalRef } from '../kernel/personal.ts';
import { table } from '../kernel/table.ts';
import { eventSpec, factsOf, foldUndisputed, type Slice, type ViewRow } from '../kernel/view.ts';

/** People who hand over, or take over, with one event. */
export const MAX_PEOPLE = 8;

/** Some left a place to others, who took it over. */
export interface HandedOverData {
	/** Sorted, each once. */
	readonly from: readonly EntityId[];
	/** Sorted, each once; nobody is in both. Empty: left for whoever comes next. */
	readonly to: readonly EntityId[];
	/** Null on a device that was at no station. */
	readonly station: EntityId | null;
	readonly note: PersonalRef | null;
}

const people = (least: number) =>
	v.pipe(
		v.array(entityIdSchema),
		v.minLength(least),
		v.maxLength(MAX_PEOPLE),
		v.check((ids) => ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? '')))
	);

export const HandedOver = eventSpec<'HandedOver', HandedOverData>(
	'HandedOver',
	1,
	v.pipe(
		v.object({
			from: people(1),
			to: people(0),
			station: v.nullable(entityIdSchema),
			note: v.nullable(personalRefSchema)
		}),
		v.check(({ from, to }) => !from.some((id) => to.includes(id)))
	),
	({ station }) => station ?? ''
);

/** Where a place's own life is filed: the station's, or the device's where there is none. */
export const placeStream = (station: EntityId | null, device: EntityId): Stream =>
	station === null ? `device.${device}` : `station.${station}`;

export interface Handover {
	readonly from: readonly EntityId[];
	readonly to: readonly EntityId[];
	readonly note: PersonalRef | null;
	readonly happened: Occasion;
}

/** A station nobody ever handed over has a row too. */
export interface HandoverRow extends ViewRow {
	/** Null when there was none. */
	readonly last: Handover | null;
}

export const handovers = table<HandoverRow>('handovers', 'id');

export const stationHandover: Slice<HandoverRow> = {
	kind: 'station',
	events: [HandedOver] as unknown as Slice<HandoverRow>['events'],
	table: handovers,
	version: 1,
	fold: foldUndisputed<HandoverRow>((thread) => {
		const fact = factsOf(thread, HandedOver).at(-1);
		if (fact === undefined) return { last: null };
		const { from, to, note } = fact.data;
		return { last: { from, to, note, happened: occasion(fact) } };
	})
};
