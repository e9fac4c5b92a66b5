/** Which of the device's cameras was used last. Phones have several at the back, and some of them cannot focus near. */
export interface LensMemory {
	recall(): string | undefined;
	remember(deviceId: string): void;
}

const KEY = 'floorbook.lens';

/** Losing it costs a tap on "switch lens", so a storage that is full or forbidden is no trouble. */
export const createLensMemory = (storage: Storage): LensMemory => ({
	recall() {
		try {
			return storage.getItem(KEY) ?? undefined;
		} catch {
			return undefined;
		}
	},
	remember(deviceId) {
		try {
			storage.setItem(KEY, deviceId);
		} catch {
			return;
		}
	}
});
