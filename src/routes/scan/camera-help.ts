import { m } from '#paraglide/messages.js';

/** Where the switch for the camera is depends on the browser, and on whether the app was installed. */
export type BrowserFamily = 'android' | 'ios' | 'desktop';

/** Only for the words of a help text: an iPad calls itself a Mac, but is touched with several fingers. */
export function browserFamily({
	userAgent,
	maxTouchPoints
}: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): BrowserFamily {
	if (/android/i.test(userAgent)) return 'android';
	const isPad = /macintosh/i.test(userAgent) && maxTouchPoints > 1;
	return isPad || /iphone|ipad|ipod/i.test(userAgent) ? 'ios' : 'desktop';
}

/** What to do, step by step, to allow the camera after all. An installed app has no address bar. */
export function allowCameraSteps(family: BrowserFamily, isInstalled: boolean): string[] {
	switch (family) {
		case 'android':
			return isInstalled
				? [m.scan_camera_android_app_1(), m.scan_camera_android_app_2()]
				: [m.scan_camera_android_site_1(), m.scan_camera_android_site_2()];
		case 'ios':
			return isInstalled
				? [m.scan_camera_ios_app_1(), m.scan_camera_ios_app_2()]
				: [m.scan_camera_ios_site_1(), m.scan_camera_ios_site_2()];
		case 'desktop':
			return [m.scan_camera_desktop_1(), m.scan_camera_desktop_2()];
	}
}
