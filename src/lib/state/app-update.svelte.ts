const CHECK_EVERY_MS = 60 * 60 * 1000;

/** Whether the app can start here without a network: not yet, yes, or never (no secure context, or registration failed). */
export type OfflineState = 'preparing' | 'ready' | 'unavailable';

export interface AppUpdate {
	/** A newer version is downloaded and waits to be applied. */
	readonly updateReady: boolean;
	readonly offline: OfflineState;
	/** Switches to the waiting version. Every open page of the app reloads as soon as nothing holds it. */
	apply(): void;
	/**
	 * Keeps this page from reloading while an entry is half done. Returns the release, which may be called twice.
	 * An update applied from another tab waits for it as well.
	 */
	hold(): () => void;
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

export interface AppUpdateDependencies {
	/** Undefined where the browser offers no service worker: without a secure context. */
	workbox: ServiceWorkerWatch | undefined;
	reload(): void;
}

/** Watches for newer versions of the app. One a page. */
export function createAppUpdate({ workbox, reload }: AppUpdateDependencies): AppUpdate {
	let updateReady = $state(false);
	let offline = $state<OfflineState>(workbox ? 'preparing' : 'unavailable');
	const holds = new Set<symbol>();
	let reloadDue = false;
	let checkedAt = performance.now();

	function reloadWhenFree(): void {
		if (reloadDue && holds.size === 0) reload();
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
		get offline() {
			return offline;
		},
		apply() {
			workbox?.messageSkipWaiting();
		},
		hold() {
			const held = Symbol('hold');
			holds.add(held);
			return () => {
				holds.delete(held);
				reloadWhenFree();
			};
		},
		async start() {
			if (!workbox) return;
			let hadWorker = false;
			workbox.addEventListener('waiting', () => {
				updateReady = true;
			});
			workbox.addEventListener('controlling', () => {
				// The very first worker takes charge of pages that already run its version.
				reloadDue = hadWorker;
				hadWorker = true;
				reloadWhenFree();
			});
			try {
				const registration = await workbox.register();
				hadWorker ||= Boolean(registration?.active);
				await navigator.serviceWorker.ready;
				offline = 'ready';
			} catch (cause) {
				console.error('the service worker could not be registered', cause);
				offline = 'unavailable';
				return;
			}
			setInterval(() => void check(workbox), CHECK_EVERY_MS);
			document.addEventListener('visibilitychange', () => void check(workbox));
		}
	};
}
