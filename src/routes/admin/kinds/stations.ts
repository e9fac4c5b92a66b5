import { definitions } from '#domain/catalog.ts';
import { LABEL_KINDS, LABEL_SIZES, type LabelKind } from '#domain/label/format.ts';
import type { StationFields, StationOperation } from '#domain/station/station.ts';
import { m } from '#paraglide/messages.js';
import { DEPARTMENT, NAME } from './fields.ts';
import { edits, inOneLine, options, type Kind, type Text } from './kind.ts';

const OPERATIONS: Readonly<Record<StationOperation, Text>> = {
	init: m.admin_operation_init,
	move: m.admin_operation_move,
	split: m.admin_operation_split,
	merge: m.admin_operation_merge
};

const SIGNS: Readonly<Record<StationOperation, Text>> = {
	init: m.admin_sign_station_init,
	move: m.admin_sign_station_move,
	split: m.admin_sign_station_split,
	merge: m.admin_sign_station_merge
};

const REQUIREMENTS: Readonly<Record<StationFields['requires'], Text>> = {
	none: m.admin_requires_none,
	materials: m.admin_requires_materials
};

const LABELS: Readonly<Record<LabelKind, Text>> = { tag: m.admin_label_tag, traveler: m.admin_label_traveler };

export const stations: Kind = {
	slug: 'stations',
	words: {
		one: m.admin_station,
		many: m.admin_stations,
		purpose: m.admin_stations_purpose,
		none: m.admin_stations_none,
		absent: m.admin_station_absent
	},
	editing: {
		create: m.admin_station_create,
		save: m.admin_station_save,
		archive: m.admin_station_archive,
		restore: m.admin_station_restore,
		applies: m.admin_applies_scans
	},
	...edits(definitions.station),
	fields: [
		NAME,
		DEPARTMENT,
		{ name: 'operation', label: m.admin_operation, control: 'choice', options: options(OPERATIONS), required: true },
		{ name: 'steps', label: m.admin_steps, hint: m.admin_station_steps_hint, control: 'references', to: 'steps' },
		{
			name: 'machines',
			label: m.admin_machines,
			hint: m.admin_station_machines_hint,
			control: 'references',
			to: 'machines'
		},
		{ name: 'requires', label: m.admin_requires, control: 'choice', options: options(REQUIREMENTS) },
		{
			name: 'label',
			label: m.admin_label,
			hint: m.admin_label_hint,
			control: 'label',
			options: LABEL_KINDS.flatMap((kind) =>
				LABEL_SIZES.map((size) => ({ value: `${kind} ${size}`, label: () => `${LABELS[kind]()} ${size}` }))
			)
		}
	],
	about: ({ operation, steps }, nameOf) =>
		inOneLine(
			OPERATIONS[operation as StationOperation](),
			(steps as readonly string[]).map((id) => nameOf(id)).join(', ')
		),
	sign: {
		size: 'sign',
		print: m.admin_print_signs,
		does: ({ operation }) => SIGNS[operation as StationOperation]()
	}
};
