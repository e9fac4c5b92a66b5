import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitions } from '#domain/catalog.ts';
import { openStorage } from '#sync-server/log/storage.ts';
import type { Code } from '#domain/kernel/code.ts';
import { joinSite, restoreDevice, type SiteDevice } from './site-device.ts';
import { random, startTestApp, type TestApp } from './sync-app.ts';

/** A server's data directory with the work of a few devices in it, all of it sent and signed for. */
export interface SignedSite {
	readonly directory: string;
	readonly test: TestApp;
	readonly devices: readonly SiteDevice[];
	readonly people: readonly Code[];
	readonly close: () => void;
}

export const NAMES = ['Anastasia', 'Boguslaw', 'Čeněk', 'Dörte', '李娜', 'Fatima 🧦'];

/**
 * Three devices that know of each other's work, one of which goes on under a second epoch after its storage was restored; names,
 * one of them erased, one changed by two devices that did not know of each other.
 */
export async function makeSignedSite(): Promise<SignedSite> {
	const directory = mkdtempSync(join(tmpdir(), 'floorbook-signed-'));
	const test = await startTestApp({ storage: openStorage({ directory, random }) });
	const [first, second, third] = [
		await joinSite(test),
		await joinSite(test, { seed: 2 }),
		await joinSite(test, { seed: 3 })
	];
	const people: Code[] = [];
	const spread = async (): Promise<void> => {
		for (const device of [first, second, third]) await device.send();
		for (const device of [first, second, third]) await device.receive();
	};

	for (const [index, name] of NAMES.entries()) {
		const device = [first, second, third][index % 3] ?? first;
		const { events } = await device.record({ ...definitions.person.define(null, {}), personal: { name } });
		people.push((events[0]?.data as unknown as { readonly id: Code }).id);
		if (index % 2 === 1) await spread();
	}
	await spread();
	for (const [index, person] of people.entries()) {
		const device = [second, third, first][index % 3] ?? first;
		await device.record(definitions.person.define(person, { roles: ['lead', 'quality'] }));
		await spread();
	}
	const once = await third.store.snapshot();
	await third.record(definitions.machine.define(null, { name: 'Loom' }));
	await spread();
	const restored = await restoreDevice(test, third, once, 4);
	await restored.receive();
	for (const name of ['Sock', 'Glove', 'Cap']) await restored.record(definitions.item.define(null, { name }));
	await third.vouch();
	const devices = [first, second, restored];
	for (const device of devices) {
		await device.send();
		await device.vouch();
	}
	await erase(test);
	return {
		directory,
		test,
		devices,
		people,
		close() {
			test.close();
			rmSync(directory, { recursive: true });
		}
	};
}

/** One leaver's name. */
async function erase(test: TestApp): Promise<void> {
	const range = 'startkey="personal:"&endkey="personal;"&limit=1';
	const [row] = (await test.call('GET', `/couchdb/floorbook/_all_docs?${range}`)).body.rows;
	const answer = await test.call('DELETE', `/couchdb/floorbook/${encodeURIComponent(row.id)}?rev=${row.value.rev}`);
	if (answer.status !== 200) throw new Error(answer.text);
}
