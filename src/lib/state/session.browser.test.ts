import { expect, test } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { createSession, SESSION_KEY } from './session.svelte.ts';

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

test.each(['{', '[]', '{"person":"nobody","crew":["x",7]}', 'null'])('what was kept as %s does no harm', (kept) => {
	const memory = createMemory();
	memory.setItem(SESSION_KEY, kept);
	expect(createSession(memory)).toMatchObject({ person: null, crew: [], station: null });
});
