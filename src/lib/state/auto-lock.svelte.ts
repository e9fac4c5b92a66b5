import { untrack } from 'svelte';
import { pins } from '#domain/person/pin.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import type { Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';
import type { SmallMemory } from './floor.ts';
import type { Session } from './session.svelte.ts';

/** Minutes after which a device locks that was told no others: many pass a kiosk, one carries a phone. */
export const LOCK_MINUTES: Readonly<Record<DeviceProfile, number>> = { kiosk: 2, phone: 15, wall: 15, office: 15 };

export interface AutoLockDeps {
	readonly store: Store;
	readonly session: Session;
	readonly memory: Pick<SmallMemory, 'getItem' | 'setItem'>;
	/** Null while it is not known. */
	readonly profile: () => DeviceProfile | null;
	/** Milliseconds since the last touch, key or scan. */
	readonly idleFor: () => number;
	/** Something on the screen must not be covered: a scan that was not saved. */
	readonly isUrgent: () => boolean;
	readonly lock: () => void;
}

export interface AutoLock {
	/** Resolves once it is known whether the app opens locked; also when the storage does not tell. */
	readonly opened: Promise<void>;
}

const LOOK_MS = 1_000;

/** When the device was used last, in any tab, in milliseconds since 1970: an app that was closed over lunch opens locked. */
const USED_KEY = 'floorbook.used';
const NOTE_MS = 15_000;

/**
 * While the component lives: locks a device that rests, where whoever works there has a PIN, and where their PIN counts no more.
 * What is half entered stays as it is behind the lock.
 */
export function createAutoLock(deps: AutoLockDeps): AutoLock {
	const { store, session, memory, profile, idleFor, isUrgent, lock } = deps;
	let notedAt = -Infinity;
	let isJustOpened = true;
	const opened = Promise.withResolvers<undefined>();
	const known = live(store, () => {
		const { person, verified } = session;
		return async (reader) => {
			const people = person === null ? verified : [person, ...verified];
			const rows = await reader.getMany(pins, people);
			const byPerson = new Map(people.map((id, index) => [id, rows[index]?.verifier?.personal ?? null]));
			return { person, hasPin: person !== null && (byPerson.get(person) ?? null) !== null, byPerson };
		};
	});

	// What was entered may be none any more: changed elsewhere, or taken away.
	$effect(() => {
		for (const [person, pin] of known.current?.byPerson ?? []) untrack(() => session.insist(person, pin));
	});

	function restedFor(): number {
		const used = Number(recall(memory));
		if (used <= 0) return idleFor();
		const since = Date.now() - used;
		// A clock that was set back tells nothing.
		if (isJustOpened) return since < 0 ? Infinity : since;
		// Another tab may be in use: locked is locked in all of them.
		return since < 0 ? idleFor() : Math.min(idleFor(), since);
	}

	function look(): void {
		const { person, isLocked } = session;
		const device = profile();
		if (known.current?.person !== person || device === null) return;
		const isMeant = known.current.hasPin && !isLocked && !isUrgent();
		const after = (session.settings.lockAfter ?? LOCK_MINUTES[device]) * 60_000;
		if (isMeant && (restedFor() >= after || (person !== null && !session.verified.includes(person)))) lock();
		isJustOpened = false;
		opened.resolve(undefined);
		const now = performance.now();
		// A device of people without PINs keeps nothing of it.
		if (!known.current.hasPin || now - notedAt < NOTE_MS || idleFor() > NOTE_MS) return;
		notedAt = now;
		note(memory, Date.now() - idleFor());
	}

	$effect(() => {
		if (known.error !== undefined) opened.resolve(undefined);
		if (!known.ready || profile() === null) return;
		untrack(look);
		const timer = setInterval(look, LOOK_MS);
		return () => clearInterval(timer);
	});

	return { opened: opened.promise };
}

function recall(memory: AutoLockDeps['memory']): string | null {
	try {
		return memory.getItem(USED_KEY);
	} catch {
		return null;
	}
}

/** Where nothing can be noted, a page that is opened anew is not locked by its age. */
function note(memory: AutoLockDeps['memory'], usedAt: number): void {
	try {
		memory.setItem(USED_KEY, String(usedAt));
	} catch {
		return;
	}
}
