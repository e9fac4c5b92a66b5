import type { DeviceProfile } from '#domain/device/device.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { PublicKey } from '#domain/kernel/signature.ts';

/** What a device hands in to become one of this site's. */
export interface EnrolmentRequest {
	/** One time, from a person who may let devices in. */
	readonly code: string;
	readonly name: string;
	readonly profile: string;
	/** The number of a device whose storage was lost here: its unsent facts may then be brought. */
	readonly replaces: DeviceNumber | null;
	/** What it will sign with; null from a browser without crypto. */
	readonly key: PublicKey | null;
}

/** What the server gives a device at its enrolment. */
export interface Enrolment {
	readonly device: DeviceNumber;
	readonly user: string;
	readonly password: string;
	readonly roles: readonly string[];
	/** The server's stable id: only its answers count. */
	readonly uuid: string;
	readonly database: string;
	/** What its code says it is; missing where the code, or an older server, left that to the device. */
	readonly profile?: DeviceProfile;
	/** With which the server signs its receipts; missing for one that signs none. */
	readonly serverKey?: PublicKey;
}

/** How the site's server is reached, as it says itself. */
export interface SiteAddress {
	/** The origin that devices are to use. */
	readonly address: string;
	/** SHA-256 of its own authority's certificate, 64 hexadecimal digits; null where it made none. */
	readonly fingerprint: string | null;
}

/** What whoever shows a code lets the next device be. Kept at the server: the device cannot choose it. */
export interface DeviceRights {
	readonly profile: DeviceProfile;
	/** Whether it may enrol, revoke and erase. */
	readonly admin: boolean;
	/** A device whose storage was lost, whose unsent facts this one may bring. */
	readonly replaces: DeviceNumber | null;
}

export interface IssuedCode {
	readonly code: string;
	/** By this it is asked what became of the code; null from an older server, which does not know. */
	readonly ticket: string | null;
	/** Milliseconds since 1970 by the server's clock. */
	readonly expires: number;
	/** Milliseconds it is good for from when it was given: clocks differ. */
	readonly lifetime: number;
}

export interface CodeUse {
	readonly state: 'waiting' | 'used' | 'expired';
	/** Who came by it. */
	readonly device: { readonly number: DeviceNumber; readonly name: string } | null;
}

/** Why a device was not enrolled, or no code was given. */
export type EnrolmentTrouble =
	| { readonly type: 'Unreachable' }
	| { readonly type: 'CodeWrong'; readonly reason: string }
	| { readonly type: 'NotAllowed' };

/** Lets devices in. Needs the network once; everything after works without. */
export interface Registrar {
	/** Hands the one-time code in and gets a number and a user; the session starts with it. */
	readonly enrol: (request: EnrolmentRequest) => Promise<Result<Enrolment, EnrolmentTrouble>>;
	/** A fresh one-time code for the next device. Admin devices only, as the next one. */
	readonly issueCode: (rights: DeviceRights) => Promise<Result<IssuedCode, EnrolmentTrouble>>;
	/** By anybody, before a device is enrolled, too. */
	readonly site: () => Promise<Result<SiteAddress, EnrolmentTrouble>>;
	/** What became of a code. */
	readonly useOf: (ticket: string) => Promise<Result<CodeUse, EnrolmentTrouble>>;
}
