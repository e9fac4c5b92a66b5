import { readdirSync } from 'node:fs';
import { createDevices, type Device, type Place } from '../screenshots/devices.ts';
import { PROFILES, type ProfileName } from '../screenshots/profiles.ts';
import { SCENES } from '../screenshots/scenes.ts';
import { expect, test } from '../support/journey.ts';
import { watchPolicy } from '../support/policy-watch.ts';

// Walking all screens takes minutes; the tests share nothing.
test.describe.configure({ mode: 'parallel' });

/** The addresses of all screens, with `[x]` where one of many things stands. */
const ROUTES = readdirSync('src/routes', { recursive: true, encoding: 'utf8' })
	.filter((file) => /(^|\/)\+page\.svelte$/.test(file))
	.map((file) => `/${file.replace(/\/?\+page\.svelte$/, '')}`);

interface Visit {
	readonly path: string;
	readonly camera: boolean;
}

/** Each screen of the catalogue once, and those that it does not have. */
function visitsTo(place: Place, { contents }: Device): Visit[] {
	const scenes = SCENES.filter((scene) => scene.place === place).map((scene) => ({
		path: scene.path(contents),
		camera: scene.camera
	}));
	const plain = ROUTES.filter((route) => !route.includes('[')).map((path) => ({ path, camera: false }));
	return [...new Map([...plain, ...scenes].map((visit) => [visit.path, visit])).values()];
}

const isOf = (route: string, { path }: Visit): boolean =>
	new RegExp(`^${route.replaceAll(/\[\w+\]/g, '[^/]+')}/?$`).test(new URL(path, 'http://x').pathname);

// A page's policy knows nothing of its size: each place is walked on one.
const WALKS = { office: 'mill', phone: 'demo' } as const satisfies Partial<Record<ProfileName, Place>>;

for (const [profileName, place] of Object.entries(WALKS)) {
	test(`no screen breaks the policy of its page: ${place}, ${profileName}`, async ({ browser }) => {
		test.setTimeout(600_000);
		const profile = PROFILES.find(({ name }) => name === profileName)!;
		const devices = createDevices(browser);
		const device = await devices.at(profile, place);
		const { page, visit } = device;
		const watch = await watchPolicy(page.context());
		const visits = visitsTo(place, device);
		for (const { path, camera } of visits) {
			await visit(path, { locale: 'en', camera });
			if (path.startsWith('/labels')) await page.emulateMedia({ media: 'print' });
			expect(watch.take(), path).toEqual([]);
			await page.emulateMedia({ media: null });
		}
		if (place === 'mill') expect(ROUTES.filter((route) => !visits.some((made) => isOf(route, made)))).toEqual([]);
		await devices.close();
	});
}
