import { personalIdsIn } from '#domain/kernel/personal.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Reader, Store } from '#ports/store.ts';
import { events, meta, outbox, personalTexts, quarantine, REFUSED, type Account } from './tables.ts';

/** A file of what a device had not sent: for another device, or for the same one at another address, to bring to the server. */
export interface BackupFile {
	readonly floorbook: 'backup';
	readonly version: 1;
	/** Which site it is of: the server's uuid. Null when the store could not say, missing in files of older versions. */
	readonly site?: string | null;
	readonly documents: readonly WireDocument[];
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
