import { isLoopbackHost } from './address-ranges.ts';

/**
 * Where devices find this site. A browser keeps a device's records by the address it was enrolled at, so that address must
 * not change while there are devices.
 */
export interface SiteAddress {
	/** An origin: `https://floorbook.local:7350`. */
	current(): string;
	/** Notes the origin a device was enrolled at. */
	noteEnrolment(origin: string): Promise<void>;
	/** What is wrong with the address, one sentence each; empty when all is well. */
	warnings(): string[];
}

export interface SiteAddressOptions {
	/** SITE_ADDRESS, where it is set. */
	readonly configured: string | undefined;
	/** Every origin this server answers at now; the likeliest to be typed by a device first. */
	readonly served: () => readonly string[];
	readonly storage: {
		setting(name: string): string | undefined;
		setSetting(name: string, value: string): Promise<void>;
	};
}

/** A JSON list of origins, in the order in which devices were first enrolled at them. */
const SETTING = 'enrolled addresses';

/** Nobody has as many; a list that anybody with a code can lengthen has an end. */
const MOST = 20;

export function createSiteAddress({ configured, served, storage }: SiteAddressOptions): SiteAddress {
	const enrolledAt = (): string[] => JSON.parse(storage.setting(SETTING) ?? '[]') as string[];
	/** A browser on this machine itself says nothing about how others reach it, and one over plain HTTP is to move. */
	function fixed(): string | undefined {
		return enrolledAt().find((origin) => origin.startsWith('https:') && !isLoopbackHost(new URL(origin).hostname));
	}
	let noting = Promise.resolve();
	async function note(origin: string): Promise<void> {
		const known = enrolledAt();
		if (known.includes(origin) || known.length >= MOST) return;
		await storage.setSetting(SETTING, JSON.stringify([...known, origin]));
	}
	const current = (): string => configured ?? fixed() ?? served()[0] ?? '';

	return {
		current,
		noteEnrolment(origin) {
			// one after the other: each adds to what the one before it has written
			const noted = noting.then(() => note(origin));
			noting = noted.catch(() => undefined);
			return noted;
		},
		warnings() {
			const answered = new Set([...served(), ...(configured === undefined ? [] : [configured])]);
			const gone = enrolledAt().filter((origin) => !answered.has(origin));
			const lost = gone.map(
				(origin) =>
					`Devices were enrolled at ${origin}, and this server does not answer there any more: they cannot send. ` +
					`Give it that address back, or move the devices (README, "Moving the address").`
			);
			const first = fixed();
			if (configured === undefined || first === undefined || first === configured || gone.includes(first)) return lost;
			return [
				...lost,
				`SITE_ADDRESS is ${configured}, but devices were enrolled at ${first}: keep it answering there.`
			];
		}
	};
}
