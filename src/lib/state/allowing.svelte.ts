import type { Code } from '#domain/kernel/code.ts';
import type { Role } from '#domain/kernel/role.ts';
import type { Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';
import { readPeople, type Person } from './people.ts';
import type { Shell } from './shell.ts';

/** Whose badge allows something that not everybody may. */
export interface Allowing {
	/** Who may, by name. */
	readonly people: readonly Person[];
	/** Who was named last, by a badge or a tap; else whoever works here, where they may. */
	readonly who: Person | null;
	/** The badge that was scanned last is of nobody who may. */
	readonly isStranger: boolean;
	/** It was read who may. */
	readonly ready: boolean;
	/** Somebody tapped on a name. The PIN is asked of whoever has one. */
	name(person: Code): void;
	/** Whoever is named shows it once more, if that was too long ago; nothing happens while nobody is named. */
	confirm(onconfirmed: (person: Code) => void): void;
}

export interface AllowingDeps {
	readonly store: Store;
	readonly shell: Pick<Shell, 'session' | 'scanning' | 'feedback' | 'signIn'>;
	readonly roles: readonly Role[];
	/** A badge was scanned that is good. */
	readonly onbadge?: (person: Code) => void;
}

/** While the component lives, badges answer it and sign nobody in. */
export function createAllowing({ store, shell, roles, onbadge }: AllowingDeps): Allowing {
	const { session, scanning, feedback, signIn } = shell;
	const all = live(store, () => readPeople);
	let named = $state<Code | null>(null);
	let isStranger = $state(false);
	const people = $derived(
		(all.current ?? []).filter(
			({ archived, roles: theirs }) => !archived && theirs.some((role) => roles.includes(role))
		)
	);
	const find = (id: Code | null): Person | null => people.find((one) => one.id === id) ?? null;

	function take(person: Code): void {
		named = person;
		onbadge?.(person);
	}

	$effect(() =>
		scanning.listen(({ kind, code }) => {
			if (kind !== 'person') return false;
			isStranger = find(code) === null;
			if (isStranger) feedback.give('refused');
			else void signIn.prove(code, () => take(code));
			return true;
		})
	);

	return {
		get people() {
			return people;
		},
		get who() {
			return find(named) ?? find(session.person);
		},
		get isStranger() {
			return isStranger;
		},
		get ready() {
			return all.ready || all.error !== undefined;
		},
		name(person) {
			isStranger = false;
			void signIn.prove(person, () => (named = person));
		},
		confirm(onconfirmed) {
			const person = (find(named) ?? find(session.person))?.id;
			if (person !== undefined) void signIn.prove(person, () => onconfirmed(person));
		}
	};
}
