import { getContext, setContext } from 'svelte';
import type { Command, Refusal } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { BackupTrouble, BroughtIn } from '#engine/bring-in.ts';
import type { Origin } from '#engine/commit.ts';
import type { NotRecorded, Recorded } from '#engine/submit.ts';
import type { EnrolmentTrouble, Registrar } from '#ports/registrar.ts';
import type { Store } from '#ports/store.ts';

/** The running app as screens see it. Built once a page; everything that touches a technology is behind it. */
export interface Floor {
	readonly store: Store;
	/**
	 * Brings the rows up to what this version's screens read: at once, but after an update that folds otherwise. `progress`
	 * hears how many records are done. Throws `StoreTrouble`.
	 */
	readonly prepare: (progress: (done: number) => void) => Promise<void>;
	/** Records a command's facts. Resolves when they are on the disk: only then may a screen show the tick. */
	readonly submit: (command: Command, origin: Origin) => Promise<Result<Recorded, Refusal | NotRecorded>>;
	readonly enrol: (device: NewDevice) => Promise<Result<DeviceNumber, EnrolmentTrouble>>;
	/** One-time codes for the next devices; admin devices only. */
	readonly registrar: Pick<Registrar, 'issueCode' | 'useOf' | 'site'>;
	/** Tries to reach the server now instead of at the next attempt. */
	readonly sendNow: () => void;
	/** Puts what the server refused back into the outbox. */
	readonly sendAgain: (ids: readonly string[]) => Promise<void>;
	/** Everything unsent as a file's text, for another device to bring to the server. */
	readonly backup: () => Promise<string>;
	/** Takes what a backup file holds, to send it under the names of the devices that recorded it. Throws `StoreTrouble`. */
	readonly bringIn: (file: string) => Promise<Result<BroughtIn, BackupTrouble>>;
	/** Held while a scanner is open, so that replication keeps its transactions short. Returns the release. */
	readonly holdScanner: () => () => void;
	/** Set when this browser once held a store that is gone now: nothing may pretend that it still has its data. */
	readonly lost: LostStorage | null;
	/** What screens remember between visits, in this browser only. */
	readonly memory: SmallMemory;
	readonly demo: DemoDoor;
}

/** Choices and half-filled forms: losing them costs a few taps. Its methods throw when the storage is full or forbidden. */
export type SmallMemory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The way into the sample factory, or out of it. Either ends with the page being opened anew. */
export type DemoDoor =
	| {
			readonly inside: false;
			/** Builds the factory first; `progress` hears the share that is done, 0 to 1. Needs no network. */
			readonly enter: (progress: (share: number) => void) => Promise<void>;
	  }
	| {
			readonly inside: true;
			/** Removes everything that was done here. */
			readonly leave: () => void;
			/** The real work of this device, which goes on being sent meanwhile; null when it belongs to no site. */
			readonly realStore: (() => Promise<Store>) | null;
	  };

export interface NewDevice {
	readonly code: string;
	readonly name: string;
	readonly profile: DeviceProfile;
}

/** What is left of an emptied storage. */
export interface LostStorage {
	readonly device: DeviceNumber;
	/** Unsent documents that survived in their second copy; they go out again after the device is enrolled anew. */
	readonly unsent: number;
}

const KEY = Symbol('floor');

/** The layout hands the running floor to every screen below it. */
export const provideFloor = (floor: Floor): Floor => setContext(KEY, floor);

export const useFloor = (): Floor => getContext<Floor>(KEY);
