import type { DeviceNumber } from '#domain/kernel/code.ts';

/** Beside IndexedDB, to notice that it was emptied. */
const KEY = 'floorbook';

/** What this browser was enrolled as at its site, and on which storage. */
export interface RealDevice {
	readonly device: DeviceNumber;
	readonly mark: string;
}

export function recallDevice(): RealDevice | null {
	try {
		return JSON.parse(localStorage.getItem(KEY) ?? 'null') as RealDevice | null;
	} catch {
		return null;
	}
}

export const rememberDevice = (device: RealDevice): void => localStorage.setItem(KEY, JSON.stringify(device));
