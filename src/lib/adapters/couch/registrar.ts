import { DEVICE_PROFILES } from '#domain/device/device.ts';
import { isBase32 } from '#domain/kernel/base32.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isEs256Key } from '#domain/kernel/signature.ts';
import type { EnrolmentTrouble, Registrar } from '#ports/registrar.ts';
import { exchange, type Fetch } from './exchange.ts';

/** Milliseconds: a person is waiting. */
const PATIENCE = 15_000;

/** Milliseconds that a code is good for at the server; its own clock may be another one than this device's. */
const LIFETIME = 10 * 60_000;

const STATES = ['waiting', 'used', 'expired'] as const;

export function createRegistrar({ base, fetch }: { readonly base: string; readonly fetch: Fetch }): Registrar {
	const ask = async (path: string, body?: object): Promise<Result<Record<string, unknown>, EnrolmentTrouble>> => {
		const request = {
			method: body ? 'POST' : 'GET',
			url: base + path,
			...(body && { body }),
			silence: PATIENCE
		} as const;
		const answered = await exchange(fetch, request, AbortSignal.timeout(PATIENCE));
		if (!answered.ok) return err({ type: 'Unreachable' });
		const { status } = answered.value;
		const answer = answered.value.body as Record<string, unknown>;
		if (status === 201 || status === 200) return ok(answer);
		if (status === 401) return err({ type: 'NotAllowed' });
		if (status >= 500) return err({ type: 'Unreachable' });
		return err({ type: 'CodeWrong', reason: String(answer.reason ?? '') });
	};

	return {
		async enrol({ code, name, profile, replaces, key }) {
			const optional = { ...(replaces && { replaces }), ...(key && { key }) };
			const answered = await ask('/enrol', { code, name, profile, ...optional });
			if (!answered.ok) return answered;
			const { device, user, password, uuid, database, roles, serverKey } = answered.value;
			const told = DEVICE_PROFILES.find((known) => known === answered.value.profile);
			if (typeof device !== 'string' || !isBase32(device, 3)) return err({ type: 'Unreachable' });
			return ok({
				device: device as DeviceNumber,
				user: String(user),
				password: String(password),
				uuid: String(uuid),
				database: String(database),
				roles: Array.isArray(roles) ? roles.map(String) : [],
				...(told && { profile: told }),
				...(isEs256Key(serverKey) && { serverKey })
			});
		},

		async issueCode({ profile, admin, replaces }) {
			const answered = await ask('/enrol/codes', { profile, admin, replaces });
			if (!answered.ok) return answered;
			const { code, ticket, expires } = answered.value;
			return ok({
				code: String(code),
				ticket: typeof ticket === 'string' ? ticket : null,
				expires: Date.parse(String(expires)),
				lifetime: LIFETIME
			});
		},

		async site() {
			const answered = await ask('/site');
			if (!answered.ok) return answered;
			const { address, fingerprint } = answered.value;
			if (typeof address !== 'string') return err({ type: 'Unreachable' });
			return ok({ address, fingerprint: typeof fingerprint === 'string' ? fingerprint : null });
		},

		async useOf(ticket) {
			const answered = await ask(`/enrol/codes/${encodeURIComponent(ticket)}`);
			if (!answered.ok) return answered;
			const { state, device } = answered.value as {
				state?: unknown;
				device?: { number?: unknown; name?: unknown } | null;
			};
			const number = device?.number;
			return ok({
				state: STATES.find((known) => known === state) ?? 'waiting',
				device: typeof number === 'string' ? { number: number as DeviceNumber, name: String(device?.name ?? '') } : null
			});
		}
	};
}
