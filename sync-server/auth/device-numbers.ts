import { createHmac } from 'node:crypto';
import { decodeNumber, encodeNumber } from '#domain/kernel/base32.ts';
import { DEVICE_NUMBERS, SAMPLE_DEVICES } from '#domain/kernel/code.ts';
import type { Storage } from '../log/storage.ts';

/** The numbers of a site's devices: each is given out once, for good. */
export interface DeviceNumbers {
	/** The next one, on disk before it is told; undefined when all were given out. */
	next(): Promise<string | undefined>;
	/** Whether the server from whose backup this one was restored may have given the number to a device since then. */
	wasPerhapsGiven(device: string): boolean;
}

/** Counts places in the order in which numbers are given out. */
export const DEVICE_COUNT = 'device';

/** Places that may have been given out by the server that was restored: JSON, a list of the first and the last of each leap. */
export const DEVICE_LEAPS = 'device leaps';

/** All that a site will ever have: 000 is nobody, and sample factories have their own. */
const MOST = DEVICE_NUMBERS - 1 - SAMPLE_DEVICES;

/**
 * Numbers start anywhere, by chance, and go round from there: a site that is set up anew does not give out the numbers of the one
 * before it, whose printed labels still hang on batches.
 */
export function createDeviceNumbers(storage: Pick<Storage, 'secret' | 'setting' | 'nextNumber'>): DeviceNumbers {
	const first = createHmac('sha256', storage.secret).update('device numbers').digest().readUInt32BE() % MOST;

	return {
		async next() {
			const place = await storage.nextNumber(DEVICE_COUNT);
			return place > MOST ? undefined : encodeNumber(1 + ((first + place) % MOST), 3);
		},
		wasPerhapsGiven(device) {
			const place = (decodeNumber(device) - 1 - first + MOST) % MOST;
			const leaps = JSON.parse(storage.setting(DEVICE_LEAPS) ?? '[]') as (readonly [from: number, to: number])[];
			return leaps.some(([from, to]) => place >= from && place <= to);
		}
	};
}
