import { ok, type Result } from '#domain/kernel/result.ts';
import type { CouchServer, CouchTrouble } from './couch-server.ts';
import { setSecurity } from './prepare.ts';
import { readDeviceUsers, setDeviceUsers, siteSecurity } from './site-users.ts';

export interface UserKeeper {
	/** Gives the CouchDB the accounts as they are here now. Whoever asks while it does so waits for a round that began after. */
	bring(): Promise<Result<null, CouchTrouble>>;
}

/** Keeps the accounts of the devices on a CouchDB, and what its rules know of them, as they are at this server. */
export function createUserKeeper(own: CouchServer, couch: CouchServer, database: string): UserKeeper {
	let known = '';
	let running: Promise<Result<null, CouchTrouble>> | undefined;
	let next: Promise<Result<null, CouchTrouble>> | undefined;

	async function bringOnce(): Promise<Result<null, CouchTrouble>> {
		const users = await readDeviceUsers(own);
		if (!users.ok) return users;
		// The rules first: who was put out is believed no further, whatever else fails.
		const security = JSON.stringify(siteSecurity(users.value));
		if (security !== known) {
			const set = await setSecurity(couch, database, users.value);
			if (!set.ok) return set;
			known = security;
		}
		const brought = await setDeviceUsers(couch, users.value);
		return brought.ok ? ok(null) : brought;
	}

	function start(): Promise<Result<null, CouchTrouble>> {
		const round = bringOnce().finally(() => {
			if (running === round) running = undefined;
		});
		running = round;
		return round;
	}

	return {
		bring() {
			if (running === undefined) return start();
			next ??= running.then(() => {
				next = undefined;
				return start();
			});
			return next;
		}
	};
}
