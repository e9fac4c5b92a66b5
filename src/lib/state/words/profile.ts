import type { DeviceProfile } from '#domain/device/device.ts';
import { m } from '#paraglide/messages.js';

const PROFILES: Readonly<Record<DeviceProfile, () => string>> = {
	phone: m.admin_profile_phone,
	kiosk: m.admin_profile_kiosk,
	wall: m.admin_profile_wall,
	office: m.admin_profile_office
};

/** What a device is used as. */
export const profileText = (profile: DeviceProfile): string => PROFILES[profile]();
