import * as v from 'valibot';
import type { Code, DeviceNumber } from '../kernel/code.ts';
import { draft, need, type Decider } from '../kernel/decider.ts';
import { deviceNumberSchema, entityIdSchema, eventEpoch, type EntityId, type Epoch } from '../kernel/event.ts';
import { err, ok } from '../kernel/result.ts';
import { keyId, publicKeySchema, type PublicKey } from '../kernel/signature.ts';
import { table } from '../kernel/table.ts';
import { eventSpec, factsOf, foldUndisputed, type Slice, type ViewRow } from '../kernel/view.ts';

/**
 * A device says what it signs with from here on. Its own word only: of another author it counts for nothing. Being an event of its
 * chain, it needs no dates: a head is checked with the last key that was announced at or before it on that chain.
 */
export interface DeviceKeyAnnouncedData {
	readonly device: EntityId;
	/** Of the device: counts where the event is of that number. */
	readonly number: string;
	/** Null: it signs no more. */
	readonly key: PublicKey | null;
}

export const DeviceKeyAnnounced = eventSpec<'DeviceKeyAnnounced', DeviceKeyAnnouncedData>(
	'DeviceKeyAnnounced',
	1,
	v.object({
		device: entityIdSchema,
		number: deviceNumberSchema,
		key: v.nullable(publicKeySchema)
	}),
	({ device }) => device
);

/** From this place of the device's chain on. */
export interface AnnouncedKey {
	readonly epoch: Epoch;
	readonly seq: number;
	readonly key: PublicKey | null;
}

export interface DeviceKeyRow extends ViewRow {
	/** In the order of the device's own chain. */
	readonly announced: readonly AnnouncedKey[];
}

export const deviceKeys = table<DeviceKeyRow>('deviceKeys', 'id');

const slice: Slice<DeviceKeyRow> = {
	kind: 'device',
	events: [DeviceKeyAnnounced] as unknown as Slice<DeviceKeyRow>['events'],
	table: deviceKeys,
	version: 1,
	fold: foldUndisputed<DeviceKeyRow>((thread) => {
		const own = factsOf(thread, DeviceKeyAnnounced).filter(({ device, data }) => data.number === device);
		return { announced: own.map(({ id, seq, data }) => ({ epoch: eventEpoch(id), seq, key: data.key })) };
	})
};

/** Given by the device itself when it starts, and by nobody else. */
export interface AnnounceKey {
	readonly type: 'AnnounceKey';
	readonly device: Code;
	readonly number: DeviceNumber;
	readonly key: PublicKey;
}

/** Nobody meets it: it is known already. */
export type AnnounceKeyRefusal = { readonly feature: 'sync'; readonly type: 'KeyKnown' };

const announceKey: Decider<AnnounceKey, AnnounceKeyRefusal> = {
	command: 'AnnounceKey',
	needs: ({ device }) => [need(deviceKeys, device)],
	decide({ device, number, key }, rows) {
		const last = rows.get(deviceKeys, device)?.announced.at(-1)?.key;
		if (last && keyId(last) === keyId(key)) return err({ feature: 'sync', type: 'KeyKnown' });
		return ok([draft(DeviceKeyAnnounced, 'site', [device], { device, number, key })]);
	}
};

export const deviceKey = { slices: [slice], deciders: [announceKey] } as const;
