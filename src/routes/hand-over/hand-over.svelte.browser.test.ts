import { beforeEach, expect, test } from 'vitest';
import { handovers } from '#domain/handover/handover.ts';
import type { Code } from '#domain/kernel/code.ts';
import { StoreTrouble } from '#ports/store.ts';
import type { Feedback } from '#state/feedback.svelte.ts';
import { createSession, type Session } from '#state/session.svelte.ts';
import { createTestFloor, defining, type TestFloor } from '../../../tests/support/floor.ts';
import { createHandOver, type HandOverJob } from './hand-over.svelte.ts';

const DEVICE = 'd001000009' as Code;

let floor: TestFloor;
let session: Session;
let given: Feedback[];
let [ana, ben, station]: Code[] = [];
let fails: boolean;
let job: HandOverJob;

beforeEach(async () => {
	floor = await createTestFloor();
	const define = defining(floor);
	[ana, ben] = [await define.person('Ana'), await define.person('Ben')];
	station = await define.station('Dyeing', { operation: 'move' });
	session = createSession({ getItem: () => null, setItem: () => undefined });
	session.work(ana);
	session.goTo(station);
	[given, fails] = [[], false];
	job = createHandOver({
		submit: (command, origin) =>
			fails ? Promise.reject(new StoreTrouble('full', new Error('quota'))) : floor.submit(command, origin),
		session,
		signIn: { come: async (person, _by, oncome) => (session.work(person), oncome?.()) },
		feedback: { give: (one) => void given.push(one) },
		nameOf: (id) => id ?? '',
		device: () => DEVICE
	});
});

test('who comes works here, and the note is theirs', async () => {
	job.note = 'Vat 2 leaks';
	await job.handTo(ben!, 'badge');
	await expect.poll(() => job.said?.tone).toBe('ok');
	expect([session.person, job.note, given]).toEqual([ben, '', ['recorded']]);
	expect(await floor.row(handovers, station!)).toMatchObject({ last: { from: [ana], to: [ben] } });
	await job.handTo(ben!, 'badge');
	expect(given).toEqual(['recorded', 'duplicate']);
});

test('what cannot be stored hands nothing over: whoever leaves works here still, and the note stays', async () => {
	fails = true;
	job.note = 'Vat 2 leaks';
	await job.handTo(ben!, 'badge');
	await expect.poll(() => job.said?.tone).toBe('stop');
	expect([session.person, job.note, given]).toEqual([ana, 'Vat 2 leaks', ['refused']]);
	await job.leaveIt();
	expect(session.person).toBe(ana);
	fails = false;
	await job.leaveIt();
	expect(session.person).toBeNull();
	expect(await floor.row(handovers, station!)).toMatchObject({ last: { from: [ana], to: [] } });
});

test('nobody hands over to themselves', async () => {
	await job.handTo(ana!, 'tap');
	expect([job.said?.tone, given]).toEqual(['warning', ['warning']]);
	expect(await floor.row(handovers, station!)).toMatchObject({ last: null });
});
