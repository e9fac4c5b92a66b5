import type { StorageState } from '../log/storage-state.ts';
import type { CertificateState } from '../tls/certificate-care.ts';
import type { ClockState } from './clock-watch.ts';
import type { DiskFacts } from './disk.ts';
import type { DeviceFacts } from './site-devices.ts';

/** `well`: nothing to do. `attention`: it works, and somebody has to look. `ill`: something does not work. */
export type Light = 'well' | 'attention' | 'ill';

/** All that is known of how the server fares. Times in milliseconds since 1970, sizes in bytes. */
export interface Findings {
	readonly at: number;
	readonly storage: StorageState;
	/** Null where the data are kept in memory, or nothing can be told. */
	readonly disk: DiskFacts | null;
	/** Null where the file of the devices is damaged. */
	readonly devices: readonly DeviceFacts[] | null;
	/** Null without TLS. */
	readonly certificate: CertificateState | null;
	/** What is wrong with the address, as the server words it. */
	readonly address: readonly string[];
	readonly clock: ClockState;
	/** Records are with an Apache CouchDB that does not answer. */
	readonly isCouchAway: boolean;
	/** When the last backup was made here; null where none is known of. */
	readonly backup: number | null;
	/** Milliseconds without a word of a device until that is a trouble; 0 is never. */
	readonly silentAfter: number;
}

/** One thing that somebody has to look at. */
export type Trouble = { readonly light: Exclude<Light, 'well'> } & (
	| { readonly kind: 'writing'; readonly writing: Exclude<StorageState['writing'], 'ok'> }
	| { readonly kind: 'damaged' | 'compaction'; readonly name: string }
	| { readonly kind: 'couchdb away' }
	| { readonly kind: 'disk low'; readonly free: number }
	| { readonly kind: 'certificate over'; readonly until: string }
	/** `words`: a sentence in English, as the log has it. */
	| { readonly kind: 'certificate' | 'address'; readonly words: string }
	| { readonly kind: 'silent'; readonly count: number; readonly hours: number }
	| { readonly kind: 'chains'; readonly count: number }
	| { readonly kind: 'clock apart'; readonly count: number; readonly of: number; readonly minutes: number }
	| { readonly kind: 'clock set'; readonly at: number; readonly by: number }
	| { readonly kind: 'backup old'; readonly at: number }
);

const DAY = 24 * 3_600_000;

/** Room for months of a busy site; beside that, a part of what the disk holds. */
const LEAST_FREE = 2 ** 30;
const LEAST_SHARE = 0.05;

/** Beyond this the times in records mislead people. */
const CLOCKS_APART = 60_000;

const OLDEST_BACKUP = 7 * DAY;

/** What is wrong, the worst first. */
export function findTroubles(findings: Findings): Trouble[] {
	const troubles = [
		...storageTroubles(findings),
		...(findings.isCouchAway ? [{ light: 'ill', kind: 'couchdb away' } as const] : []),
		...certificateTroubles(findings),
		...findings.address.map((words): Trouble => ({ light: 'ill', kind: 'address', words })),
		...deviceTroubles(findings),
		...clockTroubles(findings),
		...backupTroubles(findings)
	];
	return troubles.sort((a, b) => Number(b.light === 'ill') - Number(a.light === 'ill'));
}

export const lightOf = ([worst]: readonly Trouble[]): Light => worst?.light ?? 'well';

function storageTroubles({ storage: { writing, damaged, uncompacted }, disk }: Findings): Trouble[] {
	const troubles = damaged.map(({ name }): Trouble => ({ light: 'ill', kind: 'damaged', name }));
	if (writing !== 'ok')
		troubles.unshift({ light: writing === 'reserve' ? 'attention' : 'ill', kind: 'writing', writing });
	const isLow = disk !== null && disk.free < Math.min(LEAST_FREE, disk.size * LEAST_SHARE);
	if (isLow && writing === 'ok') troubles.push({ light: 'attention', kind: 'disk low', free: disk.free });
	for (const name of uncompacted) troubles.push({ light: 'attention', kind: 'compaction', name });
	return troubles;
}

function certificateTroubles({ certificate, at }: Findings): Trouble[] {
	if (certificate === null) return [];
	const { until, trouble } = certificate;
	if (Date.parse(until) <= at) return [{ light: 'ill', kind: 'certificate over', until }];
	return trouble === null ? [] : [{ light: 'attention', kind: 'certificate', words: trouble }];
}

function deviceTroubles({ devices, silentAfter, at }: Findings): Trouble[] {
	const own = devices?.filter(({ isRevoked }) => !isRevoked) ?? [];
	const silent = own.filter((device) => isSilent(device, at, silentAfter)).length;
	const broken = own.filter(({ faults }) => faults > 0).length;
	return [
		...(broken > 0 ? [{ light: 'attention', kind: 'chains', count: broken } as const] : []),
		...(silent > 0
			? [{ light: 'attention', kind: 'silent', count: silent, hours: Math.round(silentAfter / 3_600_000) } as const]
			: [])
	];
}

/** One that was never heard of since this is noted is not known to be silent. */
export const isSilent = ({ heard, isRevoked }: DeviceFacts, at: number, silentAfter: number): boolean =>
	silentAfter > 0 && !isRevoked && heard !== null && at - heard > silentAfter;

/** Most devices together are right: their clocks are set by the network, each by itself. */
function clockTroubles({ clock: { lastJump }, devices, at }: Findings): Trouble[] {
	const troubles: Trouble[] = [];
	const own = devices?.filter(({ isRevoked }) => !isRevoked) ?? [];
	const measured = own.flatMap(({ clockAhead }) => clockAhead ?? []);
	const apart = measured.filter((ahead) => Math.abs(ahead) > CLOCKS_APART).sort((a, b) => a - b);
	const middle = apart[Math.floor(apart.length / 2)];
	if (middle !== undefined && apart.length >= 2 && apart.length * 2 > measured.length) {
		const minutes = Math.round(middle / 60_000);
		troubles.push({ light: 'attention', kind: 'clock apart', count: apart.length, of: measured.length, minutes });
	}
	if (lastJump !== null && at - lastJump.at < DAY && Math.abs(lastJump.by) > CLOCKS_APART) {
		troubles.push({ light: 'attention', kind: 'clock set', ...lastJump });
	}
	return troubles;
}

/** Whoever never made one here may have another way: that is told, and no trouble. */
const backupTroubles = ({ backup, at }: Findings): Trouble[] =>
	backup !== null && at - backup > OLDEST_BACKUP ? [{ light: 'attention', kind: 'backup old', at: backup }] : [];
