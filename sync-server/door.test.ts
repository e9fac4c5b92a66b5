import { describe, expect, it } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { sealPersonal } from '#domain/kernel/personal.ts';
import { createEventWriter } from '../tests/support/device-events.ts';
import type { Devices, Standing } from './auth/devices.ts';
import type { User } from './auth/user.ts';
import { checkAtTheDoor } from './door.ts';

const DEVICE: User = { name: 'device-001', roles: ['device'] };
const OTHER: User = { name: 'device-002', roles: ['device'] };
const COURIER: User = { name: 'device-002', roles: ['device', 'courier:001'] };
const ADMIN_DEVICE: User = { name: 'device-003', roles: ['device', 'admin'] };
const SERVER_ADMIN: User = { name: 'admin', roles: ['_admin'] };

const event = createEventWriter('001').next();
const sealed = sealPersonal('Ada Lovelace', '0123456789abcdefghjkmnpqrs');
if (!sealed.ok) throw new Error(sealed.error.reason);
const text = { ...sealed.value };

/** The site's devices: 003 administers it, 004 was revoked after its first event. */
const STANDINGS: Readonly<Record<string, Standing>> = {
	'001': { isAdmin: false, revoked: null },
	'003': { isAdmin: true, revoked: null },
	'004': { isAdmin: false, revoked: [{ epoch: '00000', seq: 1 }] }
};
const devices: Pick<Devices, 'standing'> = { standing: (device) => STANDINGS[device] };

const push = (document: object, user = DEVICE) => enter(document, false, 'replicated', user);

const enter = (document: object, deleted: boolean, entry: 'new' | 'replicated', user: User) =>
	checkAtTheDoor(document as { readonly _id: string }, deleted, entry, user, devices);

describe('the door of the site', () => {
	it('lets an event in with its place in the chain', () => {
		expect(push(event)).toEqual({
			ok: true,
			value: { link: { device: '001', epoch: '00000', seq: 1, hash: event._rev.slice(2) } }
		});
	});

	it.each([
		['changed data', { ...event, data: { text: 'another' } }, /id does not match/],
		['a revision of its own making', { ...event, _rev: `1-${'0'.repeat(32)}` }, /revision does not match/],
		['an id of its own making', { ...event, _id: event._id.replace('site', 'runs') }, /id does not match/],
		['a member that starts with an underscore', { ...event, _x: 1 }, /unexpected member _x/],
		['no event at all', { _id: 'a', _rev: '1-a', v: 1 }, /not an event/],
		['something that only looks like a text', { ...text, text: 'Grace Hopper' }, /not a personal text/]
	])('refuses %s', (_, document, reason) => {
		expect(push(document)).toMatchObject({ ok: false, error: { reason: expect.stringMatching(reason) } });
	});

	it('knows who may speak for a device', () => {
		expect(push(event, OTHER)).toMatchObject({ ok: false, error: { reason: expect.stringContaining('device 001') } });
		expect(push(event, COURIER).ok).toBe(true);
		expect(push(event, SERVER_ADMIN).ok).toBe(true);
		expect(push(event, { name: 'device-001', roles: [] }).ok).toBe(false);
	});

	it('takes no deletion and no edit of an event, from anybody', () => {
		for (const user of [DEVICE, SERVER_ADMIN]) {
			expect(enter(event, true, 'replicated', user).ok).toBe(false);
			expect(enter(event, false, 'new', user).ok).toBe(false);
		}
	});

	it('takes a personal text from any device, and its erasure from an admin', () => {
		expect(push(text)).toEqual({ ok: true, value: {} });
		expect(enter(text, true, 'new', DEVICE).ok).toBe(false);
		expect(enter(text, true, 'new', ADMIN_DEVICE)).toEqual({ ok: true, value: { erases: true } });
	});

	it('takes of a display on a wall what names itself, and nothing else', () => {
		const wall: User = { name: 'device-001', roles: ['device', 'reader'] };
		const about = (touches: readonly string[], stream = 'site') =>
			createEventWriter('001').next({}, { type: 'DeviceDefined', touches, stream });
		const [itself, another] = [mintCode('d', deviceNumber(1), 0), mintCode('d', deviceNumber(2), 0)];
		expect(push(about([itself]), wall).ok).toBe(true);
		expect(push(text, wall).ok).toBe(true);
		for (const document of [event, about([another]), about([another, itself].sort()), about([itself], 'runs')]) {
			expect(push(document, wall)).toMatchObject({
				ok: false,
				error: { reason: expect.stringContaining('only reads') }
			});
		}
		expect(push(about([itself]), { ...wall, roles: [...wall.roles, 'courier:001'] }).ok).toBe(true);
	});

	it('takes what a device made before it was revoked, from whoever brings it', () => {
		const writer = createEventWriter('004');
		const [accepted, later] = [writer.next(), writer.next()];
		const courier: User = { name: 'device-002', roles: ['device', 'courier:004'] };
		for (const user of [courier, SERVER_ADMIN]) {
			expect(push(accepted, user).ok).toBe(true);
			expect(push(later, user)).toEqual({ ok: false, error: { reason: 'device 004 was revoked after 1' } });
		}
		const unheardOf = createEventWriter('004', 'zzzzz').next();
		expect(push(unheardOf, courier)).toEqual({ ok: false, error: { reason: 'device 004 was revoked after 0' } });
	});

	it('puts a device out at the word of an admin device, whoever brings it, and of nobody else', () => {
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
			expect(push(by('003'), user)).toMatchObject({ ok: true, value: { revokes: { device: '001', accepted } } });
		}
		expect(push(by('003', 2), ADMIN_DEVICE)).toMatchObject({
			ok: true,
			value: { revokes: { device: '001', accepted: [] } }
		});
		expect(push(by('001'))).toEqual({ ok: false, error: { reason: 'devices are revoked by an admin device' } });
		const forCourier = { name: 'device-003', roles: ['device', 'admin', 'courier:001'] };
		expect(push(by('001'), forCourier).ok).toBe(false);
	});

	it('takes design documents from the server administrator only', () => {
		const design = { _id: '_design/floorbook', views: {} };
		expect(enter(design, false, 'new', SERVER_ADMIN).ok).toBe(true);
		expect(enter(design, false, 'new', ADMIN_DEVICE).ok).toBe(false);
	});
});
