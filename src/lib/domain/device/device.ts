import * as v from 'valibot';
import { definition } from '../kernel/definition.ts';
import { deviceNumberSchema } from '../kernel/event.ts';
import { personalRefSchema, type PersonalRef } from '../kernel/personal.ts';

/** One enrolled browser. */
export interface DeviceFields {
	/** People name devices after people ("Anna's phone"): a personal text. */
	readonly name: PersonalRef | null;
	/** Its share of the number space: three characters. */
	readonly number: string;
	readonly profile: DeviceProfile;
}

export const DEVICE_PROFILES = ['phone', 'kiosk', 'wall', 'office'] as const;
export type DeviceProfile = (typeof DEVICE_PROFILES)[number];

export const device = definition<'device', DeviceFields>({
	kind: 'device',
	letter: 'd',
	event: 'DeviceDefined',
	version: 1,
	fields: {
		name: v.nullable(personalRefSchema),
		number: deviceNumberSchema,
		profile: v.picklist(DEVICE_PROFILES)
	},
	defaults: { name: null, number: '000', profile: 'phone' },
	required: ['name', 'number'],
	roles: ['admin']
});
