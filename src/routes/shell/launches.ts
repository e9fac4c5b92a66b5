/** How Chromium tells an app that is open already that somebody opened it again; in no standard that TypeScript knows yet. */
interface LaunchQueue {
	setConsumer(consumer: (launch: { readonly targetURL?: string }) => void): void;
}

/**
 * Opened again from its icon, a shortcut or a link, the one window that is there goes to that place; what is half done in it
 * keeps it where it is.
 */
export function followLaunches(isBusy: () => boolean, show: (path: string) => void): void {
	const { launchQueue } = window as { readonly launchQueue?: LaunchQueue };
	launchQueue?.setConsumer(({ targetURL }) => {
		if (targetURL === undefined || isBusy()) return;
		const { pathname, search, hash } = new URL(targetURL);
		if (pathname !== location.pathname) show(pathname + search + hash);
	});
}
