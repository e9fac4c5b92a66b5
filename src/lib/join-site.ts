import { createDexieDeviceKey } from '#adapters/dexie/device-key.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import { ok, type Result } from '#domain/kernel/result.ts';
import { announceKey } from '#engine/announce-key.ts';
import { enrol } from '#engine/enrol.ts';
import { recover } from '#engine/recover.ts';
import type { SubmitDeps } from '#engine/submit.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { EnrolmentTrouble, Registrar } from '#ports/registrar.ts';
import type { LostStorage, NewDevice } from '#state/floor.ts';
import { DATABASE } from './names.ts';
import { rememberDevice } from './real-device.ts';

export interface SiteDeps extends SubmitDeps {
	readonly registrar: Registrar;
	readonly copy: OutboxCopy;
	/** Names the storage; see `DexieStore`. */
	readonly mark: string;
	readonly lost: LostStorage | null;
}

/** Makes this browser a device of the site, and brings back what a lost storage of it had not sent. */
export async function joinSite(
	{ registrar, copy, mark, lost, ...deps }: SiteDeps,
	{ code, name, profile }: NewDevice
): Promise<Result<DeviceNumber, EnrolmentTrouble>> {
	const key = createDexieDeviceKey({ name: DATABASE });
	const replaces = lost?.device ?? null;
	const answer = await registrar.enrol({ code, name, profile, replaces, key: await key.renew() });
	if (!answer.ok) return answer;
	await enrol(deps, answer.value, { name, profile });
	rememberDevice({ device: answer.value.device, mark });
	// What fails here is made up for at the next start.
	const announced = await announceKey(deps, key).catch(() => null);
	key.close();
	if (announced) await copy.keep(announced.events);
	if (lost) await recover(deps, (await copy.all()) as readonly WireDocument[]);
	return ok(answer.value.device);
}
