import type { Command } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import { DEVICE_NUMBERS, deviceNumber, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import { enrol } from '#engine/enrol.ts';
import { submit, type Recorded } from '#engine/submit.ts';
import { allTables, events, meta, personalTexts, type Identity } from '#engine/tables.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Random } from '#ports/random.ts';
import type { ScanSource } from '#ports/scanner.ts';

/** A device of the sample factory. */
export interface MillDevice {
	/** @throws Error when the rules refuse it: the story is wrong */
	readonly record: (command: Command, by: Code | null, source?: ScanSource | null) => Promise<Recorded>;
}

/** The devices that made the sample factory's history, on one memory and one clock: each knew what the others had done. */
export interface MillDevices {
	/** What is recorded from now on happened so many minutes ago; never more than before. */
	readonly setClock: (minutesAgo: number) => void;
	readonly enrol: (name: string, profile: DeviceProfile) => Promise<MillDevice>;
	/** All that they made. */
	readonly documents: () => Promise<readonly WireDocument[]>;
}

/** The number of the visitor's own device; the mill's count down from it. */
export const VISITOR = deviceNumber(DEVICE_NUMBERS - 1);

/** Commands recorded between two calls of `breathe`. */
const BREATH = 10;

/**
 * @param now the present, in milliseconds since 1970
 * @param offset the zone's, in minutes east of UTC
 * @param breathe awaited now and then with the number of commands recorded so far: the page can draw
 */
export function createMillDevices(
	now: number,
	offset: number,
	random: Random,
	breathe: (recorded: number) => Promise<void> = () => Promise.resolve()
): MillDevices {
	const store = createMemoryStore({ tables: allTables });
	const identities = new Map<DeviceNumber, Identity>();
	let time = Number.NEGATIVE_INFINITY;
	let acting: DeviceNumber | null = null;
	let enrolled = 0;
	let count = 0;
	const clock = { now: () => time, offsetMinutes: () => offset, sleep: () => Promise.resolve() };
	const deps = { store, clock, random };

	/** Each device has its own chain and its own share of codes. */
	async function become(device: DeviceNumber): Promise<void> {
		if (acting === device) return;
		await store.write(async (writer) => {
			const before = (await writer.get(meta, 'identity')) as Identity | undefined;
			if (before) identities.set(before.device, before);
			const known = identities.get(device);
			if (known) await writer.put(meta, [known]);
		});
		acting = device;
	}

	return {
		setClock(minutesAgo) {
			const set = now - minutesAgo * 60_000;
			if (set < time) throw new RangeError(`${minutesAgo} minutes ago was before what is recorded`);
			time = set;
		},
		async enrol(name, profile) {
			enrolled += 1;
			const device = deviceNumber(DEVICE_NUMBERS - 1 - enrolled);
			await become(device);
			await enrol(deps, { device, user: '', password: '', roles: [], uuid: '', database: '' }, { name, profile });
			return {
				async record(command, by, source = null) {
					count += 1;
					if (count % BREATH === 0) await breathe(count);
					await become(device);
					const recorded = await submit(deps, command, { by: by === null ? [] : [by], source });
					if (!recorded.ok) throw new Error(`${command.type} was refused: ${recorded.error.type}`);
					return recorded.value;
				}
			};
		},
		documents: () =>
			store.read(async (reader) => [...(await reader.range(events)), ...(await reader.range(personalTexts))])
	};
}
