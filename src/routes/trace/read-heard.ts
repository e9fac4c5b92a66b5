import { definitions } from '#domain/catalog.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { deviceCode } from '#engine/enrol.ts';
import { meta, type Identity } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { readDevices } from '../admin/devices/read-standing.ts';

/** Another device of the site, as far as its records tell of it here. */
export interface HeardDevice {
	readonly device: EntityId;
	/** When it recorded the last thing that is known here, as wall time; null: nothing of it is here. */
	readonly heard: string | null;
	/** Since when it is out of use, as wall time; null while it is one of the site's. */
	readonly out: string | null;
}

/** All but this one: those that were not heard from for longest first. */
export async function readHeard(reader: Reader): Promise<readonly HeardDevice[]> {
	const identity = (await reader.get(meta, 'identity')) as Identity | undefined;
	const own = identity && deviceCode(identity.device);
	const rows = await reader.range(definitions.device.table);
	const archived = new Set(rows.flatMap(({ id, archived: isOut }) => (isOut ? [id as string] : [])));
	const standings = await readDevices(reader);
	return [...standings]
		.filter(([device]) => device !== own)
		.map(([device, { heard, revocation }]) => ({
			device,
			heard,
			out: revocation?.revoked?.at ?? (archived.has(device) ? heard : null)
		}))
		.sort((a, b) => timeOf(a.heard) - timeOf(b.heard) || (a.device < b.device ? -1 : 1));
}

/** A device that recorded nothing for this long, in milliseconds, may hold what nobody has heard of. */
export const SILENT = 60 * 60_000;

/**
 * Those that may have recorded what is not here: silent for an hour, or out of use since one of the traced batches was first
 * scanned. `since`: when that was, in milliseconds since 1970; null: none was yet.
 */
export const silentAmong = (devices: readonly HeardDevice[], since: number | null, now: number): HeardDevice[] =>
	devices.filter(({ heard, out }) =>
		out === null ? timeOf(heard) < now - SILENT : since !== null && Date.parse(out) >= since
	);

const timeOf = (at: string | null): number => (at === null ? -Infinity : Date.parse(at));
