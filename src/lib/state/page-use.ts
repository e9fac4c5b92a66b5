/** Who is doing what on the page at this moment, as far as its fields and its input events tell. */
export interface PageWatch {
	/** Somebody entered something into a field that is still there and still holds it. */
	readonly isHalfEntered: () => boolean;
	/** Milliseconds since the last touch or key. */
	readonly idleFor: () => number;
	/** Something else showed that somebody is there: a scan. */
	readonly noteUse: () => void;
	readonly stop: () => void;
}

/** A search leaves nothing behind. */
const ENTRIES = 'textarea, select, input:not([type=search])';

/** What lies beside the screens, such as the field that catches a hand scanner's keys, takes no entry. */
export function watchPageUse(page: Document): PageWatch {
	const entries = new Set<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>();
	let usedAt = performance.now();

	const noteUse = (): void => void (usedAt = performance.now());
	function noteEntry({ target }: Event): void {
		noteUse();
		if (target instanceof Element && target.matches(ENTRIES) && target.closest('main')) {
			entries.add(target as HTMLInputElement);
		}
	}

	const ended = new AbortController();
	const { signal } = ended;
	page.addEventListener('input', noteEntry, { signal });
	// Before anything can keep them to itself, as the hand scanner's field does.
	const first = { signal, capture: true };
	for (const use of ['pointerdown', 'keydown']) page.addEventListener(use, noteUse, first);

	return {
		isHalfEntered() {
			for (const entry of entries) if (!entry.isConnected) entries.delete(entry);
			return [...entries].some(({ value }) => value !== '');
		},
		idleFor: () => performance.now() - usedAt,
		noteUse,
		stop: () => ended.abort()
	};
}
