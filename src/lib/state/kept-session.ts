import { isCode, type Code } from '#domain/kernel/code.ts';
import type { Role } from '#domain/kernel/role.ts';

/** How this device looks and sounds; the same for everybody who uses it. */
export interface Settings {
	/** Dark is a choice for dim places; `auto` follows the device, for offices. */
	readonly theme: 'light' | 'dark' | 'auto';
	/** Per cent. */
	readonly text: '100' | '125' | '150';
	/** Off silences good news only: trouble is always heard. */
	readonly sounds: boolean;
	/** Off for devices with a scanner of their own: it saves the battery. */
	readonly camera: boolean;
	/** Whether a scanned batch is recorded at the station or only shown. */
	readonly mode: 'act' | 'look';
	/** Minutes without a touch after which somebody with a PIN has to show who it is; null: as such a device does. */
	readonly lockAfter: number | null;
	/** Seconds for which touches do nothing while the screen is cleaned. */
	readonly cleanFor: number;
}

/** In milliseconds since 1970 by this device's clock; one that was set back past the beginning ends it as well. */
interface Vouched {
	readonly pin: string;
	readonly from: number;
	readonly until: number;
}

/** What of a session outlives the page, as this browser keeps it. */
export interface Kept {
	readonly person: Code | null;
	readonly crew: readonly Code[];
	/** By person. */
	readonly vouched: Readonly<Record<string, Vouched>>;
	readonly locked: boolean;
	readonly role: Role | null;
	readonly station: Code | null;
	/** By station. */
	readonly chosenMachines: Readonly<Record<string, Code | null>>;
	/** By station. */
	readonly usualMachines: Readonly<Record<string, Code>>;
	readonly settings: Settings;
}

export const SESSION_KEY = 'floorbook.session';

const DEFAULTS: Settings = {
	theme: 'light',
	text: '100',
	sounds: true,
	camera: true,
	mode: 'act',
	lockAfter: null,
	cleanFor: 15
};

/** Null where nothing is kept, or nothing may be. */
export function readKept(storage: Pick<Storage, 'getItem'>): string | null {
	try {
		return storage.getItem(SESSION_KEY);
	} catch {
		return null;
	}
}

/** What is missing is as on a new device; so is everything where something is damaged. */
export function recall(text: string | null): Kept {
	try {
		return keptIn(JSON.parse(text ?? '{}') as Partial<Kept>);
	} catch {
		return keptIn({});
	}
}

function keptIn(found: Partial<Kept>): Kept {
	const code = (value: unknown): Code | null => (typeof value === 'string' && isCode(value) ? value : null);
	return {
		person: code(found.person),
		crew: (found.crew ?? []).filter((id) => code(id) !== null),
		vouched: found.vouched ?? {},
		locked: found.locked === true,
		role: found.role ?? null,
		station: code(found.station),
		chosenMachines: found.chosenMachines ?? {},
		usualMachines: found.usualMachines ?? {},
		settings: { ...DEFAULTS, ...found.settings }
	};
}

/** A session to start elsewhere with, as it is kept: somebody else, who finds the screen as it was set here. */
export const beginSession = (storage: Pick<Storage, 'getItem'>, person: Code): string =>
	JSON.stringify({ person, settings: recall(readKept(storage)).settings });
