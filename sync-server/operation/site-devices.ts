import { setImmediate } from 'node:timers/promises';
import { createDeviceDocuments } from '../auth/device-documents.ts';
import { ADMIN_DEVICE } from '../auth/user.ts';
import type { Database } from '../log/database.ts';
import type { SignedHead } from '../log/heads.ts';
import type { Storage } from '../log/storage.ts';

/** What whoever runs the server wants to know of one device. Times in milliseconds since 1970. */
export interface DeviceFacts {
	readonly number: string;
	readonly name: string;
	readonly isAdmin: boolean;
	readonly isRevoked: boolean;
	/** It is being answered now. */
	readonly isConnected: boolean;
	readonly heard: number | null;
	/** Up to where its records are here, of its latest chain; 0 where there are none. */
	readonly records: number;
	/** Up to where it signed for them. */
	readonly signed: number;
	/** Records that do not join up with those before them. */
	readonly faults: number;
	/** Milliseconds by which its clock was ahead of this server's when it signed last. */
	readonly clockAhead: number | null;
}

/** Who is a device of the site, by its user's document. */
export interface Enrolled {
	readonly number: string;
	readonly name: string;
	readonly isAdmin: boolean;
	readonly isRevoked: boolean;
}

export interface Hearing {
	readonly heard: (device: string) => number | undefined;
	readonly connected: () => ReadonlySet<string>;
}

/** Throws DatabaseDamaged where the file of the users is. */
export function enrolledDevices(storage: Pick<Storage, 'database'>): Enrolled[] {
	return createDeviceDocuments(storage)
		.all()
		.flatMap(({ roles = [], revoked, device = {} }) => {
			const { number, name } = device;
			if (typeof number !== 'string') return [];
			return [
				{
					number,
					name: typeof name === 'string' ? name : '',
					isAdmin: roles.includes(ADMIN_DEVICE),
					isRevoked: revoked !== undefined
				}
			];
		});
}

/** Lets others be served between one device and the next: of a long chain all places are looked at. */
export async function deviceFacts(
	storage: Pick<Storage, 'database' | 'heads'>,
	site: string,
	{ heard, connected }: Hearing,
	now: number
): Promise<DeviceFacts[]> {
	const database = storage.database(site);
	const present = connected();
	const faults = database?.chain.faults();
	const facts: DeviceFacts[] = [];
	for (const device of enrolledDevices(storage)) {
		const { number } = device;
		const head = database && latestHead(storage, database, number);
		facts.push({
			...device,
			isConnected: present.has(number),
			heard: present.has(number) ? now : (heard(number) ?? null),
			records: head?.seq ?? 0,
			signed: head?.signed?.statement.seq ?? 0,
			faults: faults?.get(number) ?? 0,
			clockAhead: head?.signed ? aheadOf(head.signed) : null
		});
		await setImmediate();
	}
	return facts;
}

/** Of a device's chains the one that was signed for last, else the longest: of several it goes on with one only. */
function latestHead(
	storage: Pick<Storage, 'heads'>,
	database: Database,
	device: string
): { readonly seq: number; readonly signed: SignedHead | undefined } | undefined {
	const chains = database.chain.heads(device).map(({ epoch, seq }) => {
		const [signed] = storage.heads.of(device, epoch).sort((a, b) => received(b) - received(a));
		return { seq, signed };
	});
	return chains.sort((a, b) => received(b.signed) - received(a.signed) || b.seq - a.seq)[0];
}

const received = (head: SignedHead | undefined): number => (head ? Date.parse(head.receipt.received) : 0);

/** A device signs and sends in one go: what lies between its time and ours is how far the clocks are apart. */
const aheadOf = ({ statement, receipt }: SignedHead): number => Date.parse(statement.at) - Date.parse(receipt.received);
