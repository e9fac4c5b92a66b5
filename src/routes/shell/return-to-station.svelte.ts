import type { Session } from '#state/session.svelte.ts';

/** Nobody reads that long at a kiosk. */
const LEFT_MS = 120_000;
const LOOK_MS = 5_000;

export interface ReturnDeps {
	readonly session: Pick<Session, 'station'>;
	readonly isKiosk: () => boolean;
	/** Milliseconds since the last touch, key or scan. */
	readonly idleFor: () => number;
	/** Something is open that must stay, or the station is there already. */
	readonly isKept: () => boolean;
	readonly show: (path: string) => void;
}

/** While the component lives: whoever scans at a kiosk next expects its station, wherever the last one left the screen. */
export function returnToStation({ session, isKiosk, idleFor, isKept, show }: ReturnDeps): void {
	$effect(() => {
		if (!isKiosk()) return;
		const timer = setInterval(() => {
			const { station } = session;
			if (station !== null && !isKept() && idleFor() >= LEFT_MS) show(`/stations/${station}`);
		}, LOOK_MS);
		return () => clearInterval(timer);
	});
}
