import { definitions } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import { m } from '#paraglide/messages.js';
import { edits, inOneLine, options, type Kind, type Text } from './kind.ts';

const PROFILES: Readonly<Record<DeviceProfile, Text>> = {
	phone: m.admin_profile_phone,
	kiosk: m.admin_profile_kiosk,
	wall: m.admin_profile_wall,
	office: m.admin_profile_office
};

export const devices: Kind = {
	slug: 'devices',
	words: {
		one: m.admin_device,
		many: m.admin_devices,
		purpose: m.admin_devices_purpose,
		none: m.admin_devices_none,
		absent: m.admin_device_absent
	},
	...edits(definitions.device),
	fields: [
		{ name: 'name', label: m.admin_name, control: 'personal', most: 120 },
		{ name: 'profile', label: m.admin_profile, control: 'choice', options: options(PROFILES) },
		{ name: 'number', label: m.admin_device_number, control: 'text', most: 3 }
	],
	about: ({ number, profile }) => inOneLine(String(number).toUpperCase(), PROFILES[profile as DeviceProfile]())
};
