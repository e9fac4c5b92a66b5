import type { DatabaseSync } from 'node:sqlite';
import { DEVICE_NUMBERS } from '#domain/kernel/code.ts';
import { DEVICE_COUNT, DEVICE_LEAPS } from '../auth/device-numbers.ts';

/** How many devices may have been enrolled since the backup: more than any plant enrols between two of them. */
const LEAP = 1_000;

/**
 * Puts the count of device numbers ahead. What was enrolled after the backup works on under a number that the restored server does
 * not know; given out once more it would stand for two devices, and both would print the same codes on labels.
 */
export function leapDeviceNumbers(server: DatabaseSync): void {
	const select = server.prepare('SELECT value FROM setting WHERE name = ?');
	const upsert = server.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
	const setting = (name: string, otherwise: string): string => String(select.get(name)?.['value'] ?? otherwise);
	const count = Number(setting(DEVICE_COUNT, '0'));
	// what is left is never leapt over altogether
	const leap = Math.min(LEAP, Math.floor((DEVICE_NUMBERS - count) / 2));
	const leaps = JSON.parse(setting(DEVICE_LEAPS, '[]')) as unknown[];
	upsert.run(DEVICE_COUNT, String(count + leap));
	upsert.run(DEVICE_LEAPS, JSON.stringify([...leaps, [count + 1, count + leap]]));
}
