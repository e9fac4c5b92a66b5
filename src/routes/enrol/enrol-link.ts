import { DEVICE_PROFILES, type DeviceProfile } from '#domain/device/device.ts';

/** What a link that enrols a device carries. It stands behind the #, which no server ever gets to see. */
export interface EnrolLink {
	/** Empty where somebody opened the screen without a link. */
	readonly code: string;
	/** What the device will be; null where that is its own choice. Only a hint: the code decides. */
	readonly profile: DeviceProfile | null;
	/** Of the authority that the server's certificate has to come from, 64 hexadecimal digits; null where there is none. */
	readonly fingerprint: string | null;
}

/** `https://floor.example:7350/enrol#7K3B-...&as=kiosk&ca=9f86...` */
export function printEnrolLink(address: string, { code, profile, fingerprint }: EnrolLink): string {
	const parts = [code, profile && `as=${profile}`, fingerprint && `ca=${fingerprint}`].filter(Boolean);
	return `${address}/enrol#${parts.join('&')}`;
}

/** `hash`: with its # or without. Whatever else it holds is ignored: a link may come from anywhere. */
export function readEnrolLink(hash: string): EnrolLink {
	const [first = '', ...rest] = hash.replace(/^#/, '').split('&');
	const told = new Map(rest.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
	const fingerprint = told.get('ca') ?? '';
	return {
		code: /^[0-9A-Za-z-]{1,40}$/.test(first) ? first : '',
		profile: DEVICE_PROFILES.find((profile) => profile === told.get('as')) ?? null,
		fingerprint: /^[0-9a-f]{64}$/.test(fingerprint) ? fingerprint : null
	};
}
