import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { labelIntent, type Intent } from '#domain/label/intent.ts';
import type { Label } from '#domain/label/label.ts';
import type { Store } from '#ports/store.ts';
import type { Session } from '../session.svelte.ts';

/** What a label means at a station, or where there is none, to whoever works at this device. */
export type MeaningAt = (station: Code | null, label: Label) => Promise<Intent>;

export const createMeaningAt =
	(store: Pick<Store, 'read'>, session: Pick<Session, 'machineAt' | 'usualMachineAt'>): MeaningAt =>
	async (station, label) => {
		if (station === null) return labelIntent(label, { station: null, step: null, machine: null, usual: null });
		const row = await store.read((reader) => reader.get(definitions.station.table, station));
		const machine = session.machineAt(station);
		const usual = session.usualMachineAt(station);
		return labelIntent(label, { station: row ?? null, step: null, machine, usual });
	};
