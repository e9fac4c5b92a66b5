import { readEvent, streamRange } from '#domain/kernel/event.ts';
import type { Devices } from './auth/devices.ts';
import { rangePages } from './couch/range-pages.ts';
import { revocationOf } from './door.ts';
import { REVOCATION } from './door-rules.ts';
import type { Database } from './log/database.ts';

/** Devices are reported lost in the stream of what holds for the whole site. */
const { from, to } = streamRange('site');

/** Puts out every device that the stored events put out: a server may have stopped between storing one and doing what it says. */
export async function followRevocations(site: Database, devices: Pick<Devices, 'revoke'>): Promise<void> {
	const all = { start: from, end: to, inclusiveEnd: false, descending: false, skip: 0, limit: Infinity, bodies: true };
	for (const page of rangePages(site, all)) {
		for (const { id, rev, body = '' } of page) {
			if (!body.includes(`"${REVOCATION}"`)) continue;
			const event = readEvent({ _id: id, _rev: rev, ...(JSON.parse(body) as object) });
			const revoked = event.ok ? revocationOf(event.value) : undefined;
			if (revoked) await devices.revoke(revoked.device, revoked);
		}
	}
}
