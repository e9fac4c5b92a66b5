import { flushSync } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import { deviceNumber, mintCode, type Code } from '#domain/kernel/code.ts';
import { SESSION_KEY } from './kept-session.ts';
import { createSession } from './session.svelte.ts';

const people = Array.from({ length: 7 }, (_, index) => mintCode('p', deviceNumber(1), index));

function createMemory(): Pick<Storage, 'getItem' | 'setItem'> {
	const kept = new Map<string, string>();
	return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

test('those who worked here last are remembered in the order they came, five at most', () => {
	const memory = createMemory();
	const session = createSession(memory);
	for (const person of people) session.work(person);
	session.work(people[3]!);
	expect(session.crew).toEqual(people.slice(2));
	session.work(null);
	expect(createSession(memory)).toMatchObject({ person: null, crew: people.slice(2) });
});

test('a role is chosen by one person and not handed on', () => {
	const session = createSession(createMemory());
	session.work(people[0]!);
	session.be('lead');
	session.work(people[0]!);
	expect(session.role).toBe('lead');
	session.work(people[1]!);
	expect(session.role).toBeNull();
});

test('a PIN counts for a shift, and across a reload, but not when the clock is set back', () => {
	const memory = createMemory();
	const time = { now: 1e12, elapsed: 0 };
	const clock = { now: () => time.now, elapsed: () => time.elapsed };
	const [ana, ben] = people as [Code, Code];
	const session = createSession(memory, clock);
	session.work(ana);
	expect(session.origin()).toEqual({ by: [ana], source: null, verified: [] });
	session.vouch(ana, 'work', 'x');
	session.vouch(ben, 'act', 'x');
	expect(session.origin('wedge')).toEqual({ by: [ana], source: 'wedge', verified: [ana, ben] });
	expect([ana, ben].map(session.isFresh)).toEqual([true, true]);
	time.elapsed += 5 * 60_000;
	expect([ana, ben].map(session.isFresh)).toEqual([false, false]);
	expect(session.verified).toEqual([ana]);
	expect([ana, ben].map(session.isVouched)).toEqual([true, false]);

	const reloaded = createSession(memory, clock);
	expect(reloaded.verified).toEqual([ana]);
	expect(reloaded.isFresh(ana)).toBe(false);
	time.now -= 1;
	expect(reloaded.verified).toEqual([]);
	time.now += 12 * 3_600_000;
	expect(reloaded.verified).toEqual([ana]);
	time.now += 1;
	expect(reloaded.verified).toEqual([]);
});

test('a lock outlives a reload, and what was shown before it counts for no act after it', () => {
	const memory = createMemory();
	const session = createSession(memory);
	session.work(people[0]!);
	session.vouch(people[0]!, 'work', 'x');
	session.lock();
	expect(session.isFresh(people[0]!)).toBe(false);
	expect(createSession(memory)).toMatchObject({ isLocked: true, person: people[0], verified: [people[0]] });
	session.unlock();
	expect(createSession(memory).isLocked).toBe(false);
});

test('a PIN that was changed elsewhere is asked again', () => {
	const session = createSession(createMemory());
	const [ana, ben] = people as [Code, Code];
	session.vouch(ana, 'work', 'old');
	session.vouch(ben, 'act', 'old');
	session.insist(ana, 'old');
	session.insist(ben, 'old');
	expect(session.verified).toEqual([ana, ben]);
	session.insist(ana, 'new');
	session.insist(ben, null);
	expect(session.verified).toEqual([]);
});

test('whoever leaves is not taken for checked any more, and stays among those who were here', () => {
	const memory = createMemory();
	const session = createSession(memory);
	for (const person of people.slice(0, 2)) {
		session.work(person);
		session.vouch(person, 'work', 'x');
	}
	session.signOut();
	expect(createSession(memory)).toMatchObject({ person: null, crew: people.slice(0, 2), verified: [people[0]] });
});

test('what changes nothing is not written: every other tab would read it', () => {
	const memory = createMemory();
	const session = createSession(memory);
	session.goTo(people[5]!);
	const setItem = vi.spyOn(memory, 'setItem');
	session.goTo(people[5]!);
	session.change({ sounds: true });
	expect(setItem).not.toHaveBeenCalled();
});

test('an effect that changes the session does not depend on it', () => {
	const memory = createMemory();
	const [session, elsewhere] = [createSession(memory), createSession(memory)];
	let runs = 0;
	const end = $effect.root(() => {
		$effect(() => {
			runs += 1;
			session.goTo(people[5]!);
		});
	});
	flushSync();
	elsewhere.work(people[0]!);
	session.catchUp();
	flushSync();
	expect([runs, session.person]).toEqual([1, people[0]]);
	end();
});

describe('two tabs', () => {
	const [ana, ben] = people as [Code, Code];
	/** As the browser does when another tab writes. */
	function open() {
		const memory = createMemory();
		const tabs = [createSession(memory), createSession(memory)] as const;
		tabs[0].work(ana);
		tabs[0].vouch(ana, 'work', 'x');
		tabs[1].catchUp();
		return tabs;
	}

	test('agree on who works here, as what and how it looks; each is at its own station', () => {
		const [one, other] = open();
		other.goTo(people[5]!);
		one.goTo(people[6]!);
		one.change({ text: '150' });
		other.catchUp();
		expect(other).toMatchObject({ person: ana, verified: [ana], station: people[5], settings: { text: '150' } });
		other.work(ben);
		one.catchUp();
		expect(one).toMatchObject({ person: ben, crew: [ana, ben], station: people[6] });
	});

	test('are locked together, and what either does next does not open the other', () => {
		const [one, other] = open();
		other.vouch(ben, 'act', 'x');
		one.lock();
		// Not even where it was not told.
		other.change({ sounds: false });
		other.goTo(people[5]!);
		expect([other.isLocked, other.isFresh(ben)]).toEqual([true, false]);
		one.catchUp();
		expect(one).toMatchObject({ isLocked: true, settings: { sounds: false } });
		other.unlock();
		one.catchUp();
		expect(one.isLocked).toBe(false);
	});

	test('sign out together, and ask for the PIN again', () => {
		const [one, other] = open();
		other.vouch(ana, 'work', 'x');
		one.catchUp();
		one.signOut();
		other.rememberMachine(people[5]!, people[6]!);
		expect(other).toMatchObject({ person: null, verified: [] });
		expect([other.isVouched(ana), other.isFresh(ana)]).toEqual([false, false]);
	});

	test('stay locked when the storage is emptied', () => {
		const memory = new Map<string, string>();
		const session = createSession({
			getItem: (key) => memory.get(key) ?? null,
			setItem: (key, value) => void memory.set(key, value)
		});
		session.work(ana);
		session.lock();
		memory.clear();
		session.catchUp();
		session.goTo(people[5]!);
		expect(session).toMatchObject({ isLocked: true, person: ana });
	});
});

test.each(['{', '[]', '{"person":"nobody","crew":["x",7]}', 'null'])('what was kept as %s does no harm', (kept) => {
	const memory = createMemory();
	memory.setItem(SESSION_KEY, kept);
	expect(createSession(memory)).toMatchObject({ person: null, crew: [], station: null });
});
