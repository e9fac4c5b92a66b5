import type { SmallMemory } from './floor.ts';

/** The short side of a bank card (ISO/IEC 7810, ID-1), in millimetres. */
export const CARD_MM = 53.98;

/** Bounds of what screens have, in CSS pixels a millimetre. */
export const FEWEST = 2;
export const MOST = 12;

const KEY = 'floorbook.pixels-per-mm';

/** What a phone has where nobody measured: 160 pixels an inch; a monitor: 96. */
export const usualDensity = (width: number): number => (width < 900 ? 160 : 96) / 25.4;

/** CSS pixels a millimetre, as somebody measured with a card; null before. */
export function recallDensity(memory: Pick<SmallMemory, 'getItem'>): number | null {
	try {
		const kept = Number(memory.getItem(KEY));
		return kept >= FEWEST && kept <= MOST ? kept : null;
	} catch {
		return null;
	}
}

export function keepDensity(memory: Pick<SmallMemory, 'setItem'>, density: number): void {
	try {
		memory.setItem(KEY, String(density));
	} catch {
		return;
	}
}
