import { untrack } from 'svelte';
import type { Code } from '#domain/kernel/code.ts';
import type { Role } from '#domain/kernel/role.ts';
import type { Origin } from '#engine/commit.ts';
import type { ScanSource } from '#ports/scanner.ts';
import { readKept, recall, SESSION_KEY, type Kept, type Settings } from './kept-session.ts';

/** How a record came in: by a scanner, or late, from what was written down. */
export type RecordSource = ScanSource | 'paper';

/** Who works here now, where, and with which choices. Kept by this browser; nothing of it is a fact of the floor. */
export interface Session {
	readonly person: Code | null;
	/** Those who worked at this device last, in the order they came; five at most. */
	readonly crew: readonly Code[];
	/** Those whose PIN was checked here, as long as that counts: a shift, or for one act. */
	readonly verified: readonly Code[];
	/** Nobody goes on before somebody has shown who it is. Whoever works here still does. */
	readonly isLocked: boolean;
	/** As what somebody with several roles is here now; null until it was chosen. */
	readonly role: Role | null;
	readonly station: Code | null;
	readonly settings: Settings;
	work(as: Code | null): void;
	/**
	 * Their PIN was checked: to work here for a shift, or for what takes a lead's or somebody's of quality. `pin`: which one, as the
	 * reference of what it was checked by.
	 */
	vouch(person: Code, to: 'work' | 'act', pin: string): void;
	/** Who entered another PIN than this one, null for none at all, has to enter it again. */
	insist(person: Code, pin: string | null): void;
	/** To work here: their PIN was checked in this shift. */
	isVouched(person: Code): boolean;
	/** For an act: their PIN was checked a few minutes ago at most, and the device was not locked since. */
	isFresh(person: Code): boolean;
	lock(): void;
	unlock(): void;
	/** Whoever works here leaves: the PIN is asked again. */
	signOut(): void;
	be(role: Role): void;
	goTo(station: Code | null): void;
	/** The machine chosen for everything that starts at a station; null: as planned. */
	machineAt(station: Code): Code | null;
	chooseMachine(station: Code, machine: Code | null): void;
	/** The machine last named at a station, chosen or in answer to a question: for what has no planned machine. */
	usualMachineAt(station: Code): Code | null;
	rememberMachine(station: Code, machine: Code): void;
	change(settings: Partial<Settings>): void;
	/** Another tab may have changed it: who works here and whether it is locked is the same in all of them, the station is each one's own. */
	catchUp(): void;
	/** Who records something, and how it came in; without a source it was done on a screen. */
	origin(source?: RecordSource | null): Origin;
}

const CREW = 5;

/** The longest shift. */
const WORK_MS = 12 * 3_600_000;
const ACT_MS = 5 * 60_000;

export interface SessionClock {
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Milliseconds that the page has been open. */
	readonly elapsed: () => number;
}

const PAGE_CLOCK: SessionClock = { now: () => Date.now(), elapsed: () => performance.now() };

/** Losing it costs a few taps, so a storage that is full or forbidden is no trouble. */
export function createSession(
	storage: Pick<Storage, 'getItem' | 'setItem'>,
	{ now, elapsed }: SessionClock = PAGE_CLOCK
): Session {
	/** As it was kept last, by this tab or by another one. */
	let seen = readKept(storage);
	let kept = $state.raw<Kept>(recall(seen));
	/** By person. Forgotten with the page. */
	const fresh = new Map<Code, { readonly pin: string; readonly until: number }>();

	function catchUp(): void {
		const text = readKept(storage);
		// An emptied storage says nothing about anybody.
		if (text === seen || text === null) return;
		seen = text;
		const before = untrack(() => kept);
		const now = { ...recall(text), station: before.station };
		if (JSON.stringify(now) === JSON.stringify(before)) return;
		kept = now;
		if (now.locked && !before.locked) fresh.clear();
		for (const person of Object.keys(before.vouched)) if (!(person in now.vouched)) fresh.delete(person as Code);
	}

	function keep(change: (now: Kept) => Partial<Kept>): void {
		catchUp();
		// Whoever changes the session in an effect must not come to depend on what it was, or has become.
		const now = untrack(() => kept);
		const changed = { ...now, ...change(now) };
		const text = JSON.stringify(changed);
		// Every tab would hear of it, and have all that depends on the session done again.
		if (text === JSON.stringify(now)) return;
		kept = changed;
		try {
			storage.setItem(SESSION_KEY, text);
			seen = readKept(storage);
		} catch {
			return;
		}
	}

	const rememberMachine = (station: Code, machine: Code): void =>
		keep(({ usualMachines }) => ({ usualMachines: { ...usualMachines, [station]: machine } }));

	const isFresh = (person: Code): boolean => elapsed() < (fresh.get(person)?.until ?? 0);

	function isVouched(person: Code): boolean {
		const { from, until } = kept.vouched[person] ?? { from: 0, until: 0 };
		const time = now();
		return from <= time && time < until;
	}

	const verified = (): readonly Code[] => [
		...new Set([
			...Object.keys(kept.vouched)
				.map((person) => person as Code)
				.filter(isVouched),
			...[...fresh.keys()].filter(isFresh)
		])
	];

	return {
		get person() {
			return kept.person;
		},
		get crew() {
			return kept.crew;
		},
		get verified() {
			return verified();
		},
		get isLocked() {
			return kept.locked;
		},
		get role() {
			return kept.role;
		},
		get station() {
			return kept.station;
		},
		get settings() {
			return kept.settings;
		},
		work(person) {
			keep(({ crew, role, person: before }) => {
				const isNew = person !== null && !crew.includes(person);
				return { person, role: person === before ? role : null, crew: isNew ? [...crew, person].slice(-CREW) : crew };
			});
		},
		vouch(person, to, pin) {
			fresh.set(person, { pin, until: elapsed() + ACT_MS });
			const from = now();
			const entered = { pin, from, until: from + WORK_MS };
			if (to === 'work') keep(({ vouched }) => ({ vouched: { ...vouched, [person]: entered } }));
		},
		insist(person, pin) {
			catchUp();
			if (fresh.get(person)?.pin !== pin) fresh.delete(person);
			const entered = untrack(() => kept.vouched[person]);
			if (entered !== undefined && entered.pin !== pin) keep(({ vouched }) => ({ vouched: without(vouched, person) }));
		},
		isVouched,
		isFresh,
		lock() {
			fresh.clear();
			keep(() => ({ locked: true }));
		},
		unlock() {
			if (untrack(() => kept.locked)) keep(() => ({ locked: false }));
		},
		signOut() {
			const person = untrack(() => kept.person);
			if (person === null) return;
			fresh.delete(person);
			keep(({ vouched }) => ({ person: null, role: null, vouched: without(vouched, person) }));
		},
		be: (role) => keep(() => ({ role })),
		goTo: (station) => keep(() => ({ station })),
		machineAt: (station) => kept.chosenMachines[station] ?? null,
		chooseMachine(station, machine) {
			keep(({ chosenMachines }) => ({ chosenMachines: { ...chosenMachines, [station]: machine } }));
			if (machine !== null) rememberMachine(station, machine);
		},
		usualMachineAt: (station) => kept.usualMachines[station] ?? null,
		rememberMachine,
		change: (changes) => keep(({ settings }) => ({ settings: { ...settings, ...changes } })),
		catchUp,
		origin: (source) => ({
			by: kept.person === null ? [] : [kept.person],
			source: source ?? null,
			verified: verified()
		})
	};
}

const without = (vouched: Kept['vouched'], person: Code): Kept['vouched'] =>
	Object.fromEntries(Object.entries(vouched).filter(([id]) => id !== person));
