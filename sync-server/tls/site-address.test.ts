import { describe, expect, it } from 'vitest';
import { createSiteAddress } from './site-address.ts';

/** A server whose settings outlive its starts. */
function createSite() {
	const settings = new Map<string, string>();
	const storage = {
		setting: (name: string) => settings.get(name),
		// on disk a moment later, with what else is written then
		setSetting: async (name: string, value: string) => {
			await new Promise(setImmediate);
			settings.set(name, value);
		}
	};
	return (served: string[], configured?: string) => createSiteAddress({ configured, served: () => served, storage });
}

const LAN = ['https://192.168.7.20:7350', 'https://floor-1.local:7350', 'http://127.0.0.1:7350'];

describe('the site’s address', () => {
	it('is the likeliest one while there is no device, or the configured one', () => {
		const start = createSite();
		expect(start(LAN).current()).toBe('https://192.168.7.20:7350');
		expect(start(LAN, 'https://floor.plant.example').current()).toBe('https://floor.plant.example');
		expect(start(LAN).warnings()).toEqual([]);
	});

	it('is the one that the first device was enrolled at', async () => {
		const start = createSite();
		await start(LAN).noteEnrolment('https://floor-1.local:7350');
		await start(LAN).noteEnrolment('https://192.168.7.20:7350');
		expect(start(LAN).current()).toBe('https://floor-1.local:7350');
		expect(start(LAN).warnings()).toEqual([]);
	});

	it('has every address in its list, of devices that are enrolled at the same moment, too', async () => {
		const { warnings, noteEnrolment } = createSite()(['https://a.local']);
		await Promise.all(['https://a.local', 'https://b.local', 'https://c.local', 'https://b.local'].map(noteEnrolment));
		expect(warnings()).toHaveLength(2);
	});

	it('is no name that only this machine has', async () => {
		const start = createSite();
		await start(LAN).noteEnrolment('http://localhost:7350');
		expect(start(LAN).current()).toBe('https://192.168.7.20:7350');
	});

	it('is none without HTTPS, which is missed all the same when it is gone', async () => {
		const start = createSite();
		await start(LAN).noteEnrolment('http://192.168.7.20:7350');
		expect(start(LAN).current()).toBe('https://192.168.7.20:7350');
		expect(start(LAN).warnings()).toHaveLength(1);
		expect(start([...LAN, 'http://192.168.7.20:7350']).warnings()).toEqual([]);
	});

	it('that is gone is told, each time', async () => {
		const start = createSite();
		await start(LAN).noteEnrolment('https://192.168.7.20:7350');
		await start(LAN).noteEnrolment('https://192.168.7.20:7350');
		const moved = start(['https://192.168.7.99:7350']);
		expect(moved.current()).toBe('https://192.168.7.20:7350');
		expect(moved.warnings()).toEqual([
			expect.stringMatching(/enrolled at https:\/\/192\.168\.7\.20:7350, .* cannot send/)
		]);
	});

	it('of this machine alone is missed, too, when it is gone', async () => {
		const start = createSite();
		await start(['http://127.0.0.1:7350']).noteEnrolment('http://127.0.0.1:7350');
		expect(start(['http://127.0.0.1:7360']).warnings()).toHaveLength(1);
	});

	it('that is configured otherwise later is told', async () => {
		const start = createSite();
		await start(LAN).noteEnrolment('https://192.168.7.20:7350');
		expect(start(LAN, 'https://floor.plant.example').warnings()).toEqual([
			'SITE_ADDRESS is https://floor.plant.example, but devices were enrolled at https://192.168.7.20:7350: keep it answering there.'
		]);
	});

	it('behind a proxy is no surprise when it is configured', async () => {
		const start = createSite();
		await start(LAN, 'https://floor.plant.example').noteEnrolment('https://floor.plant.example');
		expect(start(LAN, 'https://floor.plant.example').warnings()).toEqual([]);
		expect(start(LAN).warnings()).toHaveLength(1);
	});
});
