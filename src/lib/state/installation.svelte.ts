/**
 * installed: runs as an app of its own. offered: the browser can install it at a word from here. by hand: only the browser's own
 * menu can, if it can at all.
 */
export type InstallationState = 'installed' | 'offered' | 'by hand';

/** The app as something installed on the device: browsers keep the data of installed apps with more care. */
export interface Installation {
	readonly state: InstallationState;
	/** Opens the browser's own question; resolves when the person has answered it. */
	install(): Promise<void>;
}

/** What Chromium hands a page that can be installed; in no standard yet. */
interface InstallOffer extends Event {
	prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** Call early: the browser makes its offer once, soon after the page was opened. `onInstalled`: it has just become an app. */
export function createInstallation(page: Window, onInstalled: () => void): Installation {
	let offer = $state.raw<InstallOffer>();
	let isInstalled = $state(page.matchMedia('(display-mode: standalone), (display-mode: fullscreen)').matches);

	page.addEventListener('beforeinstallprompt', (event) => {
		// Else the browser would ask by itself, in the middle of somebody's work.
		event.preventDefault();
		offer = event as InstallOffer;
	});
	page.addEventListener('appinstalled', () => {
		offer = undefined;
		isInstalled = true;
		onInstalled();
	});

	return {
		get state() {
			if (isInstalled) return 'installed';
			return offer ? 'offered' : 'by hand';
		},
		async install() {
			const made = offer;
			// An offer holds for one answer.
			offer = undefined;
			await made?.prompt();
		}
	};
}
