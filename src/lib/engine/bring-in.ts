import type { DeviceNumber } from '#domain/kernel/code.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import type { BackupFile } from './backup.ts';
import { readIncoming, type IngestDeps } from './ingest.ts';
import { recoverIncoming } from './recover.ts';
import { meta, quarantine, type Account, type Identity } from './tables.ts';

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

export interface BringInDeps extends IngestDeps {
	readonly copy: OutboxCopy;
}

/** Takes a file's events into the log and the outbox, under the names of the devices that made them. Again: no difference. */
export async function bringIn(deps: BringInDeps, text: string): Promise<Result<BroughtIn, BackupTrouble>> {
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
	const recovered = await recoverIncoming(deps, incoming);
	await deps.copy.keep([...recovered.texts, ...recovered.events]);
	const taken = recovered.events.length;
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
