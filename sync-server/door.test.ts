import { describe, expect, it } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { sealPersonal } from '#domain/kernel/personal.ts';
import {
	ADMIN_DEVICE,
	DEVICE,
	doorContract,
	SERVER_ADMIN,
	STANDINGS,
	type Attempt
} from '../tests/contract/door.contract.ts';
import { createEventWriter } from '../tests/support/device-events.ts';
import type { User } from './auth/user.ts';
import { checkAtTheDoor } from './door.ts';

const devices = { standing: (device: string) => STANDINGS[device] };

function enter({ document, user, deleted = false, edited = false }: Attempt) {
	const pushed = {
		document: document as { readonly _id: string },
		deleted,
		entry: edited ? 'new' : 'replicated'
	} as const;
	return checkAtTheDoor(pushed, user, devices);
}

doorContract('of this server', (attempt) => {
	const admitted = enter(attempt);
	return admitted.ok ? null : admitted.error.reason;
});

describe('who lets a document in', () => {
	it('is told its place in the chain', () => {
		const event = createEventWriter('001').next();
		expect(enter({ document: event, user: DEVICE })).toEqual({
			ok: true,
			value: { link: { device: '001', epoch: '00000', seq: 1, hash: event._rev.slice(2) } }
		});
	});

	it('is told of a text that nothing may be left of', () => {
		const sealed = sealPersonal('Ada Lovelace', '0123456789abcdefghjkmnpqrs');
		if (!sealed.ok) throw new Error(sealed.error.reason);
		expect(enter({ document: sealed.value, user: DEVICE })).toEqual({ ok: true, value: {} });
		const erasure = { document: sealed.value, user: ADMIN_DEVICE, deleted: true, edited: true };
		expect(enter(erasure)).toEqual({ ok: true, value: { erases: true } });
	});

	it('is told whom to put out, and how far it was known, also by an event that a later version wrote in another way', () => {
		const phone = mintCode('d', deviceNumber(1), 0);
		const accepted = [{ epoch: '00000', seq: 7, hash: 'a'.repeat(64) }];
		const data = {
			device: phone,
			number: '001',
			accepted,
			reason: { code: null, text: { personal: '0123456789abcdefghjkmnpqrs' } }
		};
		const by = (device: string, v = 1) =>
			createEventWriter(device).next(v === 1 ? data : { newer: 1 }, { type: 'DeviceRevoked', v, touches: [phone] });
		const courier: User = { name: 'device-001', roles: ['device', 'courier:003'] };
		for (const user of [ADMIN_DEVICE, courier, SERVER_ADMIN]) {
			expect(enter({ document: by('003'), user })).toMatchObject({
				ok: true,
				value: { revokes: { device: '001', accepted } }
			});
		}
		expect(enter({ document: by('003', 2), user: ADMIN_DEVICE })).toMatchObject({
			ok: true,
			value: { revokes: { device: '001', accepted: [] } }
		});
	});

	it('is told that only the server administrator writes design documents', () => {
		const design = { document: { _id: '_design/floorbook', views: {} }, edited: true };
		expect(enter({ ...design, user: SERVER_ADMIN }).ok).toBe(true);
		expect(enter({ ...design, user: ADMIN_DEVICE }).ok).toBe(false);
	});
});
