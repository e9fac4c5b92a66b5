const EVERY = 30_000;

/** The present for screens that show ages, in milliseconds since 1970: moves on twice a minute while its component lives. */
export function createNow(): { readonly current: number } {
	let current = $state(Date.now());
	$effect(() => {
		const timer = setInterval(() => (current = Date.now()), EVERY);
		return () => clearInterval(timer);
	});
	return {
		get current() {
			return current;
		}
	};
}
