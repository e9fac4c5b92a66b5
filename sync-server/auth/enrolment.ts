import { createHmac } from 'node:crypto';
import { encodeBytes, encodeNumber } from '#domain/kernel/base32.ts';
import { DEVICE_NUMBERS, SAMPLE_DEVICES } from '#domain/kernel/code.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import { badRequest, forbidden, problem, type Problem } from '../http/problem.ts';
import type { Storage } from '../log/storage.ts';
import { userDocumentId, USERS } from './accounts.ts';
import { hashPassword } from './passwords.ts';
import { ADMIN_DEVICE, courierFor, DEVICE, deviceUser } from './user.ts';

/** What a device learns about itself when it joins. The password is told once and kept nowhere in the clear. */
export interface Enrolled {
	readonly device: string;
	readonly user: string;
	readonly password: string;
	readonly roles: readonly string[];
}

export interface EnrolmentRequest {
	readonly code: string;
	readonly name: string;
	readonly profile: string;
	/** The number of the lost device whose events this one may bring. */
	readonly replaces?: string | undefined;
}

export interface Enrolment {
	/** A new code, for one device and ten minutes; `expires` in milliseconds since 1970. */
	issueCode(): Promise<{ readonly code: string; readonly expires: number }>;
	/** A new code, for one device and until this process ends; it replaces the one given out before. */
	openingCode(): string;
	enrol(request: EnrolmentRequest): Promise<Result<Enrolled, Problem>>;
	hasDevices(): boolean;
}

/** How long a code that an administrator shows may wait. */
export const CODE_LIFETIME = 10 * 60_000;

/** 80 bits: beyond guessing over a network for as long as a code lives, and short enough to type. */
const CODE_BYTES = 10;
const CODE_WIDTH = 16;

/** All that a site will ever have: 000 is nobody, and sample factories have their own. */
const MAX_DEVICES = DEVICE_NUMBERS - 1 - SAMPLE_DEVICES;

export interface EnrolmentOptions {
	readonly storage: Storage;
	readonly clock: Pick<Clock, 'now'>;
	readonly random: Random;
	readonly iterations: number;
}

export function createEnrolment({ storage, clock, random, iterations }: EnrolmentOptions): Enrolment {
	// one after the other, so that exactly one device is the first
	let last: Promise<unknown> = Promise.resolve();
	let opening: string | undefined;

	const hashCode = (code: string): string => createHmac('sha256', storage.secret).update(normalise(code)).digest('hex');
	const drawCode = (): string => encodeBytes(random.bytes(CODE_BYTES), CODE_WIDTH).toUpperCase();

	/**
	 * Numbers start anywhere, by chance, and go round from there: a site that is set up anew does not give out the numbers of
	 * the one before it, whose printed labels still hang on batches. 000 is nobody.
	 */
	const deviceNumberAt = (place: number): number => 1 + ((firstNumber + place) % MAX_DEVICES);
	const firstNumber =
		createHmac('sha256', storage.secret).update('device numbers').digest().readUInt32BE() % MAX_DEVICES;

	async function takeCode(code: string): Promise<boolean> {
		const hash = hashCode(code);
		if (hash !== opening) return storage.takeEnrolmentCode(hash, clock.now());
		opening = undefined;
		return true;
	}

	function hasDevices(): boolean {
		const prefix = userDocumentId(deviceUser(''));
		const range = { start: prefix, end: `${prefix}\uffff`, inclusiveEnd: true, descending: false };
		return (storage.database(USERS)?.range({ ...range, skip: 0, limit: 1, bodies: false }) ?? []).length > 0;
	}

	async function enrol({ code, name, profile, replaces }: EnrolmentRequest): Promise<Result<Enrolled, Problem>> {
		const users = storage.database(USERS);
		if (users === undefined) throw new Error(`there is no ${USERS} database`);
		if (replaces !== undefined && users.read(userDocumentId(deviceUser(replaces))) === undefined) {
			return err(badRequest(`there is no device ${replaces} to replace`));
		}
		if (!(await takeCode(code))) {
			return err(forbidden('This code is not valid, has been used, or is too old. Ask for a new one.'));
		}
		const place = await storage.nextNumber('device');
		if (place > MAX_DEVICES) return err(problem(507, 'insufficient_storage', 'every device number has been given out'));
		const device = encodeNumber(deviceNumberAt(place), 3);
		const user = deviceUser(device);
		const roles = [DEVICE, ...(hasDevices() ? [] : [ADMIN_DEVICE]), ...(replaces ? [courierFor(replaces)] : [])];
		const password = encodeBytes(random.bytes(20), 32);
		const hash = await hashPassword(password, iterations, random);
		const body = JSON.stringify({
			name: user,
			type: 'user',
			roles,
			...hash,
			device: { number: device, name, profile }
		});
		const [outcome] = await users.write([
			{ kind: 'new', id: userDocumentId(user), parent: undefined, deleted: false, body }
		]);
		if (!outcome?.ok) throw new Error(`${user} exists already`);
		return ok({ device, user, password, roles });
	}

	return {
		async issueCode() {
			const expires = clock.now() + CODE_LIFETIME;
			const code = drawCode();
			await storage.addEnrolmentCode(hashCode(code), expires);
			return { code: printCode(code), expires };
		},
		openingCode() {
			const code = drawCode();
			opening = hashCode(code);
			return printCode(code);
		},
		enrol(request) {
			const turn = last.then(() => enrol(request));
			last = turn.catch(() => undefined);
			return turn;
		},
		hasDevices
	};
}

const printCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');

/** As people type codes: any case, any grouping, O for 0, I and L for 1. */
const normalise = (code: string): string =>
	code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
