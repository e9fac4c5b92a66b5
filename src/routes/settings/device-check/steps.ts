import type { DeviceProfile } from '#domain/device/device.ts';
import { m } from '#paraglide/messages.js';

/** What is tried out on a device, one screen each. */
export const CHECKS = ['name', 'camera', 'scanner', 'sound', 'size', 'print', 'storage', 'install'] as const;
export type CheckName = (typeof CHECKS)[number];

/** Nobody scans at a wall, and nobody hears it. */
const AT_A_WALL: readonly CheckName[] = ['name', 'size', 'storage', 'install'];

/** In the order in which an installer goes through them. */
export const checksOf = (profile: DeviceProfile): readonly CheckName[] => (profile === 'wall' ? AT_A_WALL : CHECKS);

const TITLES: Readonly<Record<CheckName, () => string>> = {
	name: m.devicecheck_name,
	camera: m.devicecheck_camera,
	scanner: m.devicecheck_scanner,
	sound: m.devicecheck_sound,
	size: m.devicecheck_size,
	print: m.devicecheck_print,
	storage: m.devicecheck_storage,
	install: m.devicecheck_install
};

export const checkTitle = (name: CheckName): string => TITLES[name]();
