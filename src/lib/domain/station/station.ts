import * as v from 'valibot';
import { definition, type DefinitionRow } from '../kernel/definition.ts';
import { entityIdSchema, type EntityId } from '../kernel/event.ts';
import { LABEL_KINDS, LABEL_SIZES, type LabelKind, type LabelSize } from '../label/format.ts';

/** A scanning station: a configured point where one kind of operation happens. */
export interface StationFields {
	readonly name: string;
	readonly department: EntityId | null;
	readonly operation: StationOperation;
	/** The steps that can be recorded here. */
	readonly steps: readonly string[];
	/** The machines that stand here; with several, the scan says which. */
	readonly machines: readonly string[];
	/** What the operator has to do before the operation runs. */
	readonly requires: 'none' | 'materials';
	readonly label: { readonly kind: LabelKind; readonly size: LabelSize };
}

export const STATION_OPERATIONS = ['init', 'move', 'split', 'merge'] as const;
export type StationOperation = (typeof STATION_OPERATIONS)[number];

export type StationRow = DefinitionRow & StationFields;

export const station = definition<'station', StationFields>({
	kind: 'station',
	letter: 's',
	event: 'StationDefined',
	version: 2,
	fields: {
		name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
		department: v.nullable(entityIdSchema),
		operation: v.picklist(STATION_OPERATIONS),
		steps: v.pipe(v.array(entityIdSchema), v.maxLength(64)),
		machines: v.pipe(v.array(entityIdSchema), v.maxLength(64)),
		requires: v.picklist(['none', 'materials']),
		label: v.object({ kind: v.picklist(LABEL_KINDS), size: v.picklist(LABEL_SIZES) })
	},
	defaults: {
		name: '',
		department: null,
		operation: 'init',
		steps: [],
		machines: [],
		requires: 'none',
		label: { kind: 'tag', size: '2x4' }
	},
	required: ['name', 'operation'],
	roles: ['planner', 'admin']
});
