import { isBase32 } from '#domain/kernel/base32.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { EnrolmentTrouble, Registrar } from '#ports/registrar.ts';
import type { Fetch } from './exchange.ts';

/** Milliseconds: a person is waiting. */
const PATIENCE = 15_000;

export function createRegistrar({ base, fetch }: { readonly base: string; readonly fetch: Fetch }): Registrar {
	const post = async (path: string, body: object): Promise<Result<Record<string, unknown>, EnrolmentTrouble>> => {
		try {
			const response = await fetch(base + path, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
				body: JSON.stringify(body),
				redirect: 'error',
				signal: AbortSignal.timeout(PATIENCE)
			});
			const answer = (await response.json()) as Record<string, unknown>;
			if (response.status === 201) return ok(answer);
			if (response.status === 401) return err({ type: 'NotAllowed' });
			if (response.status >= 500) return err({ type: 'Unreachable' });
			return err({ type: 'CodeWrong', reason: String(answer.reason ?? '') });
		} catch {
			return err({ type: 'Unreachable' });
		}
	};

	return {
		async enrol({ code, name, profile, replaces }) {
			const answered = await post('/enrol', { code, name, profile, ...(replaces ? { replaces } : {}) });
			if (!answered.ok) return answered;
			const { device, user, password, uuid, database, roles } = answered.value;
			if (typeof device !== 'string' || !isBase32(device, 3)) return err({ type: 'Unreachable' });
			return ok({
				device: device as DeviceNumber,
				user: String(user),
				password: String(password),
				uuid: String(uuid),
				database: String(database),
				roles: Array.isArray(roles) ? roles.map(String) : []
			});
		},

		async issueCode() {
			const answered = await post('/enrol/codes', {});
			if (!answered.ok) return answered;
			return ok({ code: String(answered.value.code), expires: Date.parse(String(answered.value.expires)) });
		}
	};
}
