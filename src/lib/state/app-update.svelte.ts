const CHECK_EVERY_MS = 60 * 60 * 1000;
/** How often a page looks whether it may reload by itself. */
const LOOK_EVERY_MS = 2_000;
/** Without a touch, a key or a scan for so long, nobody stands before the page. */
const LEFT_ALONE_MS = 60_000;
/** The same where nothing can be half done, and one look at the screen is between two taps. */
const AT_REST_MS = 5_000;
/** A kiosk that nobody used for so long takes a newer version by itself. */
const KIOSK_IDLE_MS = 15 * 60_000;

/** Whether the app can start here without a network: not yet, yes, or never (no secure context, or registration failed). */
export type OfflineState = 'preparing' | 'ready' | 'unavailable';

export interface AppUpdate {
	/** A newer version is downloaded and waits to be applied. */
	readonly updateReady: boolean;
	/**
	 * Another page applied a newer version: this one still runs the older, whose screens are no longer kept. It reloads as soon
	 * as that costs nobody anything; whoever moves on to another screen gets there in the newer version.
	 */
	readonly isOutdated: boolean;
	readonly offline: OfflineState;
	/** Switches to the waiting version. This page reloads at once, every other one when it is free to. */
	apply(): void;
	/** Registers the service worker and looks for updates until the page closes. Call once. */
	start(): Promise<void>;
}

/** The service worker as workbox-window shows it to a page. */
export interface ServiceWorkerWatch {
	addEventListener(event: 'waiting' | 'controlling', listener: () => void): void;
	register(): Promise<ServiceWorkerRegistration | undefined>;
	update(): Promise<void>;
	messageSkipWaiting(): void;
}

/** What a page is in the middle of. */
export interface PageUse {
	/** A question is open, something is not saved, or a form is half filled in: nothing may take it away. */
	readonly isBusy: () => boolean;
	/** Milliseconds since somebody last touched, typed or scanned anything. */
	readonly idleFor: () => number;
	/** The open screen is one to come back to, on which nothing is done. */
	readonly isResting: () => boolean;
	/** A device that is nobody's own, so that nobody accepts an update on it. */
	readonly isUnattended: () => boolean;
}

export interface AppUpdateDependencies {
	/** Fetches what watches the service worker; undefined where the browser offers none: without a secure context. */
	loadWatch: (() => Promise<ServiceWorkerWatch>) | undefined;
	use: PageUse;
	reload(): void;
}

/** Watches for newer versions of the app. One a page. */
export function createAppUpdate({ loadWatch, use, reload }: AppUpdateDependencies): AppUpdate {
	let updateReady = $state(false);
	let isOutdated = $state(false);
	let offline = $state<OfflineState>(loadWatch ? 'preparing' : 'unavailable');
	let watch: ServiceWorkerWatch | undefined;
	/** Somebody accepted the update on this very page. */
	let isAccepted = false;
	let checkedAt = performance.now();

	function isFree(): boolean {
		if (use.isBusy()) return false;
		if (isAccepted || document.visibilityState === 'hidden') return true;
		return use.idleFor() >= (use.isResting() ? AT_REST_MS : LEFT_ALONE_MS);
	}

	function apply(): void {
		isAccepted = true;
		watch?.messageSkipWaiting();
	}

	function look(): void {
		if (isOutdated && isFree()) return reload();
		const isLeft = use.isUnattended() && !use.isBusy() && use.idleFor() >= KIOSK_IDLE_MS;
		if (updateReady && !isOutdated && isLeft) apply();
	}

	async function check(registered: ServiceWorkerWatch): Promise<void> {
		if (document.visibilityState !== 'visible' || performance.now() - checkedAt < CHECK_EVERY_MS) return;
		checkedAt = performance.now();
		// Without a network there is nothing to learn, and the next hour asks again.
		await registered.update().catch(() => undefined);
	}

	return {
		get updateReady() {
			return updateReady;
		},
		get isOutdated() {
			return isOutdated;
		},
		get offline() {
			return offline;
		},
		apply,
		async start() {
			if (!loadWatch) return;
			let hadWorker = false;
			let loaded: ServiceWorkerWatch;
			try {
				loaded = watch = await loadWatch();
				loaded.addEventListener('waiting', () => {
					updateReady = true;
				});
				loaded.addEventListener('controlling', () => {
					// The very first worker takes charge of pages that already run its version.
					isOutdated = hadWorker;
					hadWorker = true;
					look();
				});
				const registration = await loaded.register();
				hadWorker ||= Boolean(registration?.active);
				await navigator.serviceWorker.ready;
				offline = 'ready';
			} catch (cause) {
				console.error('the service worker could not be registered', cause);
				offline = 'unavailable';
				return;
			}
			setInterval(() => void check(loaded), CHECK_EVERY_MS);
			setInterval(look, LOOK_EVERY_MS);
			document.addEventListener('visibilitychange', () => {
				look();
				void check(loaded);
			});
		}
	};
}
