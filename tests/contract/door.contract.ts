import { describe, expect, it } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { sealPersonal } from '#domain/kernel/personal.ts';
import type { Standing } from '#sync-server/auth/devices.ts';
import type { User } from '#sync-server/auth/user.ts';
import { createEventWriter } from '../support/device-events.ts';

export const DEVICE: User = { name: 'device-001', roles: ['device'] };
export const ADMIN_DEVICE: User = { name: 'device-003', roles: ['device', 'admin'] };
export const SERVER_ADMIN: User = { name: 'admin', roles: ['_admin'] };
const OTHER: User = { name: 'device-002', roles: ['device'] };
const COURIER: User = { name: 'device-002', roles: ['device', 'courier:001'] };

/** The site's devices: 003 administers it, 004 was revoked after its first event. */
export const STANDINGS: Readonly<Record<string, Standing>> = {
	'001': { isAdmin: false, revoked: null },
	'003': { isAdmin: true, revoked: null },
	'004': { isAdmin: false, revoked: [{ epoch: '00000', seq: 1 }] }
};

/** How a document comes to a door. */
export interface Attempt {
	readonly document: object;
	readonly user: User;
	readonly deleted?: boolean;
	/** An edit made there, and no revision that a peer already holds. */
	readonly edited?: boolean;
}

/** What every door of the site's database refuses, whoever keeps it. `refusal`: why the document may not enter, null when it may. */
export function doorContract(name: string, refusal: (attempt: Attempt) => string | null): void {
	const event = createEventWriter('001').next();
	const sealed = sealPersonal('Ada Lovelace', '0123456789abcdefghjkmnpqrs');
	if (!sealed.ok) throw new Error(sealed.error.reason);
	const text = { ...sealed.value };
	const file = { content_type: 'text/plain', revpos: 1, length: 0, stub: true };

	const push = (document: object, user = DEVICE) => refusal({ document, user });

	describe(`the door of the site: ${name}`, () => {
		it('lets an event in', () => {
			expect(push(event)).toBe(null);
			const wordy = { text: 'Grüße, "ß" \\ \u2028 \u0000 日本 😀', rest: [null, true, -5, { deep: [] }] };
			expect(push(createEventWriter('001').next(wordy))).toBe(null);
		});

		it.each([
			['changed data', { ...event, data: { text: 'another' } }, /id does not match/],
			['a revision of its own making', { ...event, _rev: `1-${'0'.repeat(32)}` }, /revision does not match/],
			['an id of its own making', { ...event, _id: event._id.replace('site', 'runs') }, /id does not match/],
			['a member that starts with an underscore', { ...event, _x: 1 }, /unexpected member _x/],
			['a file', { ...event, _attachments: { a: file } }, /unexpected member _att/],
			['a file of a text', { ...text, _attachments: { a: file } }, /malformed _att/],
			['no event at all', { _id: 'a', _rev: '1-a', v: 1 }, /not an event/],
			['something that only looks like a text', { ...text, text: 'Grace Hopper' }, /not a personal text/],
			['half a character', { ...event, data: { text: '\ud800' } }, /lone surrogate/],
			['a fraction', { ...event, data: { amount: 1.5 } }, /safe integer/]
		])('refuses %s', (_, document, reason) => {
			expect(push(document)).toMatch(reason);
			expect(push(document, SERVER_ADMIN)).toMatch(reason);
		});

		it('knows who may speak for a device', () => {
			expect(push(event, OTHER)).toContain('device 001');
			expect(push(event, COURIER)).toBe(null);
			expect(push(event, SERVER_ADMIN)).toBe(null);
			expect(push(event, { name: 'device-001', roles: [] })).toContain('device 001');
		});

		it('takes no deletion and no edit of an event, from anybody', () => {
			for (const user of [DEVICE, ADMIN_DEVICE, SERVER_ADMIN]) {
				expect(refusal({ document: event, user, deleted: true })).toBe('events are never deleted');
				expect(refusal({ document: event, user, edited: true })).toContain('new_edits=false');
			}
		});

		it('takes a personal text from any device, and its erasure from an admin', () => {
			expect(push(text)).toBe(null);
			const { _id, _rev } = text;
			const erased = { document: { _id, _rev }, deleted: true, edited: true };
			expect(refusal({ ...erased, user: DEVICE })).toBe('texts are erased by an admin device');
			for (const user of [ADMIN_DEVICE, SERVER_ADMIN]) expect(refusal({ ...erased, user })).toBe(null);
		});

		it('takes of a display on a wall what names itself, and nothing else', () => {
			const wall: User = { name: 'device-001', roles: ['device', 'reader'] };
			const about = (touches: readonly string[], stream = 'site') =>
				createEventWriter('001').next({}, { type: 'DeviceDefined', touches, stream });
			const [itself, another] = [mintCode('d', deviceNumber(1), 0), mintCode('d', deviceNumber(2), 0)];
			expect(push(about([itself]), wall)).toBe(null);
			expect(push(text, wall)).toBe(null);
			for (const document of [event, about([another]), about([another, itself].sort()), about([itself], 'runs')]) {
				expect(push(document, wall)).toContain('only reads');
			}
			expect(push(about([itself]), { ...wall, roles: [...wall.roles, 'courier:001'] })).toBe(null);
		});

		it('takes what a device made before it was revoked, from whoever brings it', () => {
			const writer = createEventWriter('004');
			const [accepted, later] = [writer.next(), writer.next()];
			const courier: User = { name: 'device-002', roles: ['device', 'courier:004'] };
			for (const user of [courier, SERVER_ADMIN]) {
				expect(push(accepted, user)).toBe(null);
				expect(push(later, user)).toBe('device 004 was revoked after 1');
			}
			const unheardOf = createEventWriter('004', 'zzzzz').next();
			expect(push(unheardOf, courier)).toBe('device 004 was revoked after 0');
		});

		it('lets admin devices put one out, whoever brings it, and nobody else', () => {
			const phone = mintCode('d', deviceNumber(1), 0);
			const by = (device: string, v = 1) =>
				createEventWriter(device).next({ device: phone }, { type: 'DeviceRevoked', v, touches: [phone] });
			const courier: User = { name: 'device-001', roles: ['device', 'courier:003'] };
			for (const user of [ADMIN_DEVICE, courier, SERVER_ADMIN]) expect(push(by('003', 2), user)).toBe(null);
			expect(push(by('001'))).toBe('devices are revoked by an admin device');
			const forCourier = { name: 'device-003', roles: ['device', 'admin', 'courier:001'] };
			expect(push(by('001'), forCourier)).toBe('devices are revoked by an admin device');
		});
	});
}
