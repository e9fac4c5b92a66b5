import { StoreTrouble, type StoreTroubleKind } from '#ports/store.ts';
import type { Floor } from '#state/floor.ts';
import { openFloor } from '../lib/floor.ts';
import type { LayoutLoad } from './$types';

// The app is one static page whose data lives in the browser: nothing can be rendered before it runs there.
export const ssr = false;

type Opened =
	{ readonly floor: Floor; readonly trouble: null } | { readonly floor: null; readonly trouble: StoreTroubleKind };

let opening: Promise<Opened> | undefined;

/** One floor a page, however often the router asks. */
export const load: LayoutLoad = () => (opening ??= open());

async function open(): Promise<Opened> {
	try {
		return { floor: await openFloor(), trouble: null };
	} catch (error) {
		console.error(error);
		return { floor: null, trouble: error instanceof StoreTrouble ? error.kind : 'failed' };
	}
}
