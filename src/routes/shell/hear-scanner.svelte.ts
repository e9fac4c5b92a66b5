import { createWedge } from '#adapters/wedge/wedge.ts';
import type { Scanning } from '#state/scanning.svelte.ts';

/** While the component lives, and as long as somebody may scan: what a hand scanner types is a scan. `label` names its unseen field. */
export function hearScanner(
	scanning: Pick<Scanning, 'scan' | 'readTooMuch'>,
	{ isMeant, label }: { readonly isMeant: () => boolean; readonly label: () => string }
): void {
	$effect(() => {
		if (!isMeant()) return;
		const wedge = createWedge({ label: label() });
		wedge.onScan(({ text, source, at }) => void scanning.scan(text, source, at));
		wedge.onTrouble(({ type }) => void (type === 'TextTooLong' && scanning.readTooMuch()));
		void wedge.start();
		return wedge.stop;
	});
}
