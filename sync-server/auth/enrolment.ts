import { createHmac } from 'node:crypto';
import { encodeBytes } from '#domain/kernel/base32.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { PublicKey } from '#domain/kernel/signature.ts';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import { badRequest, forbidden, problem, type Problem } from '../http/problem.ts';
import type { Storage } from '../log/storage.ts';
import { userDocumentId, USERS } from './accounts.ts';
import { createDeviceDocuments } from './device-documents.ts';
import { createDeviceNumbers } from './device-numbers.ts';
import { hashPassword } from './passwords.ts';
import { mayReplace, OPENING_RIGHTS, rolesBy, type Rights } from './rights.ts';
import { deviceUser } from './user.ts';

/** What a device learns about itself when it joins. The password is told once and kept nowhere in the clear. */
export interface Enrolled {
	readonly device: string;
	readonly user: string;
	readonly password: string;
	readonly roles: readonly string[];
	/** What it is to the site: as its code says, or as it said itself where the code leaves that open. */
	readonly profile: string;
}

export interface EnrolmentRequest {
	readonly code: string;
	readonly name: string;
	readonly profile: string;
	/** The number of the lost device whose events this one may bring. */
	readonly replaces?: string | undefined;
	/** What it signs with; missing from a browser without crypto and from apps that knew of no keys. */
	readonly key?: PublicKey | undefined;
}

/** A code, and by which name to ask what became of it. `expires` in milliseconds since 1970. */
export interface GivenCode {
	readonly code: string;
	readonly ticket: string;
	readonly expires: number;
}

/** What became of a code. */
export interface CodeUse {
	readonly state: 'waiting' | 'used' | 'expired';
	readonly expires: number;
	/** The device that came by it; null before, and while it is still being made. */
	readonly device: { readonly number: string; readonly name: string } | null;
}

export interface Enrolment {
	/** A new code, for one device and ten minutes. */
	issueCode(rights: Rights): Promise<GivenCode>;
	/** Undefined for a ticket that was never given out, or long ago. */
	useOf(ticket: string): CodeUse | undefined;
	/** A new code, for one device and until this process ends; it replaces the one given out before. */
	openingCode(): string;
	enrol(request: EnrolmentRequest): Promise<Result<Enrolled, Problem>>;
	hasDevices(): boolean;
}

/** How long a code that an administrator shows may wait. */
const CODE_LIFETIME = 10 * 60_000;

/** 80 bits: beyond guessing over a network for as long as a code lives, and short enough to type. */
const CODE_BYTES = 10;
const CODE_WIDTH = 16;

export interface EnrolmentOptions {
	readonly storage: Storage;
	/** The database of the events. */
	readonly site: string;
	readonly clock: Pick<Clock, 'now'>;
	readonly random: Random;
	readonly iterations: number;
}

export function createEnrolment({ storage, site, clock, random, iterations }: EnrolmentOptions): Enrolment {
	// one after the other, so that exactly one device is the first
	let last: Promise<unknown> = Promise.resolve();
	let opening: string | undefined;
	const devices = createDeviceDocuments(storage);
	const numbers = createDeviceNumbers(storage);

	const hashCode = (code: string): string => createHmac('sha256', storage.secret).update(normalise(code)).digest('hex');
	const drawCode = (): string => encodeBytes(random.bytes(CODE_BYTES), CODE_WIDTH).toUpperCase();

	/** The next number that nobody has. Undefined when there is none. */
	async function nextDevice(): Promise<string | undefined> {
		for (;;) {
			const device = await numbers.next();
			// records can be here of a device that is not: a courier brought them after a restore
			const hasRecords = device !== undefined && (storage.database(site)?.chain.heads(device) ?? []).length > 0;
			if (device === undefined || !(hasRecords || devices.isKnown(device))) return device;
		}
	}

	/** What a code carries while it is valid. */
	function rightsOf(hash: string): Rights | undefined {
		if (hash === opening) return OPENING_RIGHTS;
		const known = storage.codes.byHash(hash);
		const isValid = known !== undefined && !known.taken && known.expires > clock.now();
		return isValid ? (JSON.parse(known.rights) as Rights) : undefined;
	}

	async function takeCode(hash: string): Promise<boolean> {
		if (hash !== opening) return storage.codes.take(hash, clock.now());
		opening = undefined;
		return true;
	}

	async function enrol(request: EnrolmentRequest): Promise<Result<Enrolled, Problem>> {
		const { name, key } = request;
		const users = storage.database(USERS);
		if (users === undefined) throw new Error(`there is no ${USERS} database`);
		const hash = hashCode(request.code);
		const given = rightsOf(hash);
		if (given === undefined) return err(invalidCode);
		// a browser at an address where it never was does not know what it replaces: the code does
		const replaces = request.replaces ?? (given.replaces === 'any' ? undefined : (given.replaces ?? undefined));
		// What is wrong with the request costs nobody the code.
		if (replaces !== undefined && !mayReplace(given, replaces)) {
			return err(forbidden(`This code is not for a device that replaces ${replaces}.`));
		}
		if (replaces !== undefined && !devices.isKnown(replaces) && !numbers.wasPerhapsGiven(replaces)) {
			return err(badRequest(`there is no device ${replaces} to replace`));
		}
		if (!(await takeCode(hash))) return err(invalidCode);
		const device = await nextDevice();
		if (device === undefined)
			return err(problem(507, 'insufficient_storage', 'every device number has been given out'));
		const user = deviceUser(device);
		const profile = given.profile ?? request.profile;
		const roles = rolesBy({ ...given, admin: given.admin || !devices.hasAny() }, profile, replaces);
		const password = encodeBytes(random.bytes(20), 32);
		const body = JSON.stringify({
			name: user,
			type: 'user',
			roles,
			...(await hashPassword(password, iterations, random)),
			device: { number: device, name, profile, key: key ?? null }
		});
		const [outcome] = await users.write([
			{ kind: 'new', id: userDocumentId(user), parent: undefined, deleted: false, body }
		]);
		if (!outcome?.ok) throw new Error(`${user} exists already`);
		await storage.codes.settle(hash, device);
		return ok({ device, user, password, roles, profile });
	}

	function nameOf(device: string): string {
		const name = devices.read(device)?.device?.name;
		return typeof name === 'string' ? name : '';
	}

	return {
		async issueCode(rights) {
			const expires = clock.now() + CODE_LIFETIME;
			const code = drawCode();
			const ticket = encodeBytes(random.bytes(CODE_BYTES), CODE_WIDTH);
			await storage.codes.add({ hash: hashCode(code), ticket, expires, rights: JSON.stringify(rights) });
			return { code: printCode(code), ticket, expires };
		},
		useOf(ticket) {
			const known = storage.codes.byTicket(ticket);
			if (known === undefined) return undefined;
			const { taken, expires, device } = known;
			const state = taken ? 'used' : expires > clock.now() ? 'waiting' : 'expired';
			return { state, expires, device: device === null ? null : { number: device, name: nameOf(device) } };
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
		hasDevices: devices.hasAny
	};
}

const invalidCode = forbidden('This code is not valid, has been used, or is too old. Ask for a new one.');

const printCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');

/** As people type codes: any case, any grouping, O for 0, I and L for 1. */
const normalise = (code: string): string =>
	code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
