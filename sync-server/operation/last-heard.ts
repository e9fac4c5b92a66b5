import type { Storage } from '../log/storage.ts';

/** When each device of the site was heard of last. */
export interface LastHeard {
	heard(device: string): void;
	/** Milliseconds since 1970; undefined for one that never spoke since this was noted at all. */
	of(device: string): number | undefined;
	/** Has on disk what is known now. Never rejects: it is not worth a failure. */
	save(): Promise<void>;
	/** Saves again and again, rarely. Returns the end of it. */
	watch(): () => void;
}

const SETTING = 'last heard';

/** After a crash what is told is older by this much, at most: a write on each request would cost more than that is worth. */
const SAVE_EVERY = 5 * 60_000;

/** `connected`: devices that are being answered now, and so heard of now, whenever what they asked began. */
export function createLastHeard(
	storage: Pick<Storage, 'setting' | 'setSetting'>,
	now: () => number,
	connected: () => ReadonlySet<string>
): LastHeard {
	const times = new Map(Object.entries(readTimes(storage.setting(SETTING))));
	let isSaved = true;

	function heard(device: string): void {
		times.set(device, now());
		isSaved = false;
	}

	async function save(): Promise<void> {
		connected().forEach(heard);
		if (isSaved) return;
		isSaved = true;
		try {
			await storage.setSetting(SETTING, JSON.stringify(Object.fromEntries(times)));
		} catch {
			isSaved = false;
		}
	}

	return {
		heard,
		of: (device) => times.get(device),
		save,
		watch() {
			const timer = setInterval(() => void save(), SAVE_EVERY).unref();
			return () => clearInterval(timer);
		}
	};
}

function readTimes(text: string | undefined): Record<string, number> {
	return text === undefined ? {} : (JSON.parse(text) as Record<string, number>);
}
