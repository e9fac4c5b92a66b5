import { createPbkdf2 } from '#adapters/pin/pbkdf2.ts';
import type { Code } from '#domain/kernel/code.ts';
import { createTestFloor, createTestRandom, defining } from '../support/floor.ts';
import type { SiteContents } from './sites.ts';

/** Of whoever works at the device. */
export const PIN = '271828';

/** Far above the numbers that a site's own devices get. */
const DEVICE = 910;

/** The site from the day on which people have PINs: an admin, and whoever works at the device. */
export async function guard(contents: SiteContents): Promise<SiteContents> {
	const floor = await createTestFloor({ device: DEVICE });
	floor.clock.set(Date.now());
	await floor.receive(contents.documents);
	const ada = await defining(floor).person('Ada', ['lead', 'admin']);
	// As few as a reader takes: the pictures wait for them.
	const hasher = createPbkdf2({ random: createTestRandom(DEVICE), rounds: 10_000 });
	const origin = { by: [ada], source: null, verified: [ada] };
	for (const person of [ada, contents.person] as Code[]) {
		const hash = await hasher.hash(PIN);
		if (!hash.ok) throw new Error(hash.error.type);
		await floor.record({ type: 'SetPin', person, verifier: hash.value, temporary: false }, origin);
	}
	return { ...contents, documents: await floor.documents() };
}
