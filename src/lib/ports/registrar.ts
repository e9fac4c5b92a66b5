import type { DeviceNumber } from '#domain/kernel/code.ts';
import type { Result } from '#domain/kernel/result.ts';

/** What a device hands in to become one of this site's. */
export interface EnrolmentRequest {
	/** One time, from a person who may let devices in. */
	readonly code: string;
	readonly name: string;
	readonly profile: string;
	/** The number of a device whose storage was lost here: its unsent facts may then be brought. */
	readonly replaces: DeviceNumber | null;
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
	/** A fresh one-time code for the next device; `expires` in milliseconds since 1970. Admin devices only. */
	readonly issueCode: () => Promise<Result<{ readonly code: string; readonly expires: number }, EnrolmentTrouble>>;
}
