import { describe, expect, it } from 'vitest';
import { sealPersonal } from '#domain/kernel/personal.ts';
import { createEventWriter } from '../tests/support/device-events.ts';
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

const push = (document: object, user = DEVICE) =>
	checkAtTheDoor(document as { readonly _id: string }, false, 'replicated', user);

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
			expect(checkAtTheDoor({ ...event }, true, 'replicated', user).ok).toBe(false);
			expect(checkAtTheDoor({ ...event }, false, 'new', user).ok).toBe(false);
		}
	});

	it('takes a personal text from any device, and its erasure from an admin', () => {
		expect(push(text)).toEqual({ ok: true, value: {} });
		expect(checkAtTheDoor(text, true, 'new', DEVICE).ok).toBe(false);
		expect(checkAtTheDoor(text, true, 'new', ADMIN_DEVICE)).toEqual({ ok: true, value: { erases: true } });
	});

	it('takes design documents from the server administrator only', () => {
		const design = { _id: '_design/floorbook', views: {} };
		expect(checkAtTheDoor(design, false, 'new', SERVER_ADMIN).ok).toBe(true);
		expect(checkAtTheDoor(design, false, 'new', ADMIN_DEVICE).ok).toBe(false);
	});
});
