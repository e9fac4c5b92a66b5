import type { SmallMemory } from '#state/floor.ts';
import { recallDensity } from '#state/screen-density.ts';
import type { Session } from '#state/session.svelte.ts';

export interface PageDress {
	readonly session: Pick<Session, 'settings'>;
	readonly isDemo: boolean;
	readonly isOffice: () => boolean;
	readonly memory: Pick<SmallMemory, 'getItem'>;
}

/** Keys are as large as fingers need on a screen that somebody measured. `density`: CSS pixels a millimetre. */
export const showDensity = (density: number): void =>
	document.documentElement.style.setProperty('--millimetre', `${density}px`);

/** While the component lives: what the style sheets ask of the whole page. */
export function dressPage({ session, isDemo, isOffice, memory }: PageDress): void {
	const density = recallDensity(memory);
	if (density !== null) showDensity(density);

	const settings = $derived(session.settings);
	$effect(() => {
		const { dataset } = document.documentElement;
		dataset.theme = settings.theme;
		dataset.text = settings.text;
		dataset.demo = String(isDemo);
		dataset.shell = isOffice() ? 'office' : 'floor';
		const page = getComputedStyle(document.body).backgroundColor;
		document.querySelector('meta[name=theme-color]')?.setAttribute('content', page);
	});
}
