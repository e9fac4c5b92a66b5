/** Whole seconds that are left, from the moment its component appears. `onend`: once, when none is. */
export function createCountdown(seconds: number, onend: () => void): { readonly left: number } {
	let left = $state(seconds);
	$effect(() => {
		const until = performance.now() + seconds * 1000;
		const timer = setInterval(() => {
			left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
			if (left > 0) return;
			clearInterval(timer);
			onend();
		}, 250);
		return () => clearInterval(timer);
	});
	return {
		get left() {
			return left;
		}
	};
}
