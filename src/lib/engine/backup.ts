import type { DeviceNumber } from '#domain/kernel/code.ts';
import { personalIdsIn } from '#domain/kernel/personal.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Reader, Store } from '#ports/store.ts';
import { readIncoming, type IngestDeps } from './ingest.ts';
import { REFUSED } from './push.ts';
import { recoverIncoming } from './recover.ts';
import { events, meta, outbox, personalTexts, quarantine, type Account, type Identity } from './tables.ts';

/** A file of what a device had not sent: for another device, or for the same one at another address, to bring to the server. */
interface BackupFile {
	readonly floorbook: 'backup';
	readonly version: 1;
	/** Which site it is of: the server's uuid. Null when the store could not say, missing in files of older versions. */
	readonly site?: string | null;
	readonly documents: readonly WireDocument[];
}

/** Why nothing of a file was taken. */
export type BackupTrouble =
	| { readonly type: 'NotEnrolled' } // this device belongs to no site yet
	| { readonly type: 'NoBackup' } // no file that a device wrote, or not all of it
	| { readonly type: 'NewerBackup' } // a later version wrote it
	| { readonly type: 'OtherSite' }
	/** The server would refuse them: this device does not stand in for those. */
	| { readonly type: 'NotCourier'; readonly devices: readonly DeviceNumber[] };

export interface BroughtIn {
	/** Events that are now here and wait to be sent. */
	readonly taken: number;
	/** Events that were here already. */
	readonly known: number;
	/** Documents that are neither event nor text; kept and shown like all that comes so. */
	readonly unread: number;
}

/**
 * The text of a file with everything unsent. The store and its second copy each have what the other may lack: either alone
 * will do. Throws StoreTrouble when neither can be read.
 */
export async function writeBackup({
	store,
	copy
}: {
	readonly store: Store;
	readonly copy: OutboxCopy;
}): Promise<string> {
	const [stored, copied] = await Promise.allSettled([store.read(unsent), copy.all()]);
	if (stored.status === 'rejected' && copied.status === 'rejected') throw stored.reason;
	const { documents = [], site = null } = stored.status === 'fulfilled' ? stored.value : {};
	const second = copied.status === 'fulfilled' ? copied.value : [];
	const all = new Map([...second, ...documents].map((document) => [document._id, document]));
	const file: BackupFile = { floorbook: 'backup', version: 1, site, documents: [...all.values()] };
	return JSON.stringify(file);
}

async function unsent(reader: Reader): Promise<{ readonly documents: WireDocument[]; readonly site: string | null }> {
	const waiting = (await reader.range(outbox)).map(({ event }) => event);
	const refused = await reader.range(quarantine, { index: 'direction', from: 'refused', to: 'refused ' });
	const logged = await reader.getMany(events, [...waiting, ...refused.map(({ id }) => id.slice(REFUSED.length))]);
	const named = new Set(logged.flatMap((event) => personalIdsIn(event?.data)));
	const texts = await reader.getMany(personalTexts, [...named]);
	const account = (await reader.get(meta, 'account')) as Account | undefined;
	return {
		documents: [...texts, ...logged].filter((document) => document !== undefined),
		site: account?.uuid ?? null
	};
}

/** Takes a file's events into the log and the outbox, under the names of the devices that made them. Again: no difference. */
export async function bringIn(deps: IngestDeps, text: string): Promise<Result<BroughtIn, BackupTrouble>> {
	const read = readBackup(text);
	if (!read.ok) return read;
	const { documents, site } = read.value;
	const [identity, account] = await deps.store.read(async (reader) => [
		(await reader.get(meta, 'identity')) as Identity | undefined,
		(await reader.get(meta, 'account')) as Account | undefined
	]);
	if (identity === undefined || account === undefined) return err({ type: 'NotEnrolled' });
	if (typeof site === 'string' && site !== account.uuid) return err({ type: 'OtherSite' });
	const incoming = readIncoming(documents, deps.clock.now());
	const devices = [...new Set(incoming.events.map(({ device }) => device))];
	const foreign = devices.filter(
		(device) => device !== identity.device && !account.roles.includes(`courier:${device}`)
	);
	if (foreign.length > 0) return err({ type: 'NotCourier', devices: foreign });
	if (incoming.stuck.length > 0) await deps.store.write((writer) => writer.put(quarantine, incoming.stuck));
	const taken = await recoverIncoming(deps, incoming);
	return ok({ taken, known: incoming.events.length - taken, unread: incoming.stuck.length });
}

function readBackup(text: string): Result<BackupFile, BackupTrouble> {
	let file: Partial<Record<keyof BackupFile, unknown>> | null;
	try {
		file = JSON.parse(text) as typeof file;
	} catch {
		return err({ type: 'NoBackup' });
	}
	if (file?.floorbook !== 'backup') return err({ type: 'NoBackup' });
	if (file.version !== 1) return err({ type: 'NewerBackup' });
	const { documents } = file;
	const isSound = Array.isArray(documents) && documents.every((one) => typeof one === 'object' && one !== null);
	return isSound ? ok(file as BackupFile) : err({ type: 'NoBackup' });
}
