import { createDice, type Dice } from './random.ts';
import { MINUTE, SECOND } from './clock.ts';

/** What may become of one exchange on its way; `clean`: nothing. */
export type Fate =
	| 'clean'
	| 'lost' // never arrives; the line breaks at once
	| 'silent' // never arrives, and nobody says so
	| 'unanswered' // arrives, and the answer is lost
	| 'twice' // arrives, and once more later
	| 'late' // the line breaks at once, and it arrives long after
	| 'slow' // overtaken by others
	| 'cut' // the answer ends in the middle
	| 'garbled' // the request ends in the middle
	| 'stranger' // the session is over: the cookie is gone
	| 'portal' // something else answers: a login page, a redirect
	| 'busy'; // 500, 502, 503 or 429, on the way or from a full server

export type FateWeights = Readonly<Record<Fate, number>>;

/**
 * `full`: a morning of hundreds of facts. `small`: the same devices, troubles and acts in a few minutes, for running thousands of
 * histories: what goes wrong mostly takes few facts and much luck.
 */
export type Size = 'full' | 'small';

export const SIZES: readonly Size[] = ['full', 'small'];

/** Everything about a history that is settled before it starts. All of it follows from the seed and the size. */
export interface Plan {
	readonly seed: number;
	readonly size: Size;
	/** Devices that enrol; `kiosks` of them have two tabs. */
	readonly devices: number;
	readonly kiosks: number;
	/** Milliseconds of work before everything heals. */
	readonly span: number;
	/** Things people try to do. */
	readonly commands: number;
	readonly server: {
		/** On disk it is closed and opened anew at a restart; in memory only the process's part is. */
		readonly onDisk: boolean;
		readonly restarts: number;
		/** Seconds. */
		readonly sessionLifetime: number;
	};
	readonly fates: FateWeights;
	/** Of every transaction of a page, and of a worker: the chance that the device or the tab dies in it, or that it fails. */
	readonly mishaps: { readonly page: number; readonly worker: number };
	/** Share of the time that a device is out of reach. */
	readonly offline: number;
	/** One device's clock shows 2099. */
	readonly clockIn2099: boolean;
	/** Devices whose clock is set anew in the middle. */
	readonly clockJumps: number;
	/** A device loses its storage, enrols anew and brings its unsent facts back from their second copy. */
	readonly wiped: boolean;
	/** A device brings another one's backup, at first without the right to; `stolen`: the other is never seen again. */
	readonly courier: 'none' | 'backup' | 'stolen';
	/** A device is locked out by the administrator for a while. */
	readonly lockedOut: boolean;
	/** Documents that are no events are in the server's database, and in a device's outbox. */
	readonly poison: number;
	/** A profile is copied to a second device, and both go on under one number. */
	readonly cloned: boolean;
	/** Personal texts that are erased at the server. */
	readonly erasures: number;
	/** A device of a newer version sends events of a type that nobody here knows. */
	readonly newer: boolean;
	/** A device's rows were folded by an older version: they are rebuilt while people work. */
	readonly rebuilds: number;
}

export function drawPlan(seed: number, size: Size = 'full'): Plan {
	const dice = createDice(seed);
	const isSmall = size === 'small';
	const devices = isSmall ? dice.between(4, 5) : dice.between(4, 8);
	const quarrel = 0.6 + dice.next() * 0.8;
	return {
		seed,
		size,
		devices,
		kiosks: dice.between(1, Math.min(3, devices - 2)),
		span: isSmall ? dice.between(90, 200) * SECOND : dice.between(5, 14) * MINUTE,
		commands: isSmall ? dice.between(120, 160) : dice.between(600, 720),
		server: {
			onDisk: dice.chance(0.2),
			restarts: dice.weighted({ none: 4, one: 4, three: 2 }) === 'none' ? 0 : dice.between(1, 3),
			sessionLifetime: dice.chance(0.3) ? 240 : 12 * 3600
		},
		fates: {
			clean: 66,
			lost: 3 * quarrel,
			silent: 1.5 * quarrel,
			unanswered: 5 * quarrel,
			twice: 12 * quarrel,
			late: 4 * quarrel,
			slow: 12 * quarrel,
			cut: 3 * quarrel,
			garbled: 1.5 * quarrel,
			stranger: 0.7 * quarrel,
			portal: 2 * quarrel,
			busy: 3 * quarrel
		},
		mishaps: { page: 0.02 * drawRate(dice), worker: 0.004 * drawRate(dice) },
		offline: 0.15 + dice.next() * 0.45,
		clockIn2099: dice.chance(0.5),
		clockJumps: dice.between(0, 3),
		wiped: dice.chance(0.2),
		courier: dice.weighted({ none: 6, backup: 2, stolen: 2 }),
		lockedOut: dice.chance(0.2),
		poison: dice.chance(0.3) ? dice.between(1, 3) : 0,
		cloned: devices >= 5 && dice.chance(0.2),
		erasures: dice.chance(0.3) ? dice.between(1, 4) : 0,
		newer: dice.chance(0.35),
		rebuilds: dice.chance(0.3) ? dice.between(1, 2) : 0
	};
}

const drawRate = (dice: Dice): number => dice.pick([0, 0.5, 1, 1, 2]);
