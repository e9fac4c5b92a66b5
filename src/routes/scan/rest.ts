/** Calls back when nobody has touched the screen or scanned for that long. Returns the end, and what else shows that somebody is there. */
export function watchRest(
	milliseconds: number,
	onrest: () => void
): { readonly noteUse: () => void; readonly end: () => void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const ended = new AbortController();

	function noteUse(): void {
		clearTimeout(timer);
		timer = setTimeout(onrest, milliseconds);
	}

	for (const use of ['pointerdown', 'keydown']) {
		document.addEventListener(use, noteUse, { capture: true, signal: ended.signal });
	}
	noteUse();
	return {
		noteUse,
		end() {
			clearTimeout(timer);
			ended.abort();
		}
	};
}
