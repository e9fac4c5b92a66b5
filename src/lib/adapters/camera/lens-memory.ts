/** Which of the device's cameras was used last, and how. Phones have several at the back, and some of them cannot focus near. */
export interface RememberedLens {
	readonly deviceId: string;
	readonly torch: boolean;
	/** Of this lens; null as the camera has it. */
	readonly zoom: number | null;
}

export interface LensMemory {
	recall(): RememberedLens | undefined;
	remember(lens: RememberedLens): void;
}

const KEY = 'floorbook.lens';

/** Losing it costs a tap or two, so a storage that is full, forbidden or filled by somebody else is no trouble. */
export const createLensMemory = (storage: Pick<Storage, 'getItem' | 'setItem'>): LensMemory => ({
	recall() {
		try {
			return rememberedLens(JSON.parse(storage.getItem(KEY) ?? 'null'));
		} catch {
			return undefined;
		}
	},
	remember(lens) {
		try {
			storage.setItem(KEY, JSON.stringify(lens));
		} catch {
			return;
		}
	}
});

function rememberedLens(stored: unknown): RememberedLens | undefined {
	if (typeof stored !== 'object' || stored === null) return undefined;
	const { deviceId, torch, zoom } = stored as Partial<Record<keyof RememberedLens, unknown>>;
	if (typeof deviceId !== 'string' || deviceId === '') return undefined;
	return { deviceId, torch: torch === true, zoom: typeof zoom === 'number' && zoom >= 1 ? zoom : null };
}
