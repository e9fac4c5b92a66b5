import { err, ok, type Result } from '#domain/kernel/result.ts';
import {
	createCouchServer,
	causeOf,
	type Asked,
	type CouchAddress,
	type CouchServer,
	type CouchTrouble
} from './couch-server.ts';
import { differences, readContents } from './compare.ts';
import type { DesignDocument } from './design-document.ts';
import { moveDocuments } from './move-documents.ts';
import { checkServer, prepareSite } from './prepare.ts';
import type { SiteSource } from './site-source.ts';
import { readDeviceUsers } from './site-users.ts';

export interface SiteMove {
	readonly source: SiteSource;
	readonly target: CouchAddress;
	/** The name of the site's database, on both sides. */
	readonly database: string;
	readonly design: DesignDocument;
	/** Told what happens, a line each. */
	readonly say: (line: string) => void;
}

/** Prepares a CouchDB for the site and copies all of it there. A second time copies what came in since. */
export async function moveSite(move: SiteMove): Asked<null> {
	const { source, target, database, say } = move;
	const couch = createCouchServer(target);
	const version = await checkServer(couch);
	if (!version.ok) return version;
	say(`${couch.url} is CouchDB ${version.value}`);
	const users = await readDeviceUsers(source.couch);
	if (!users.ok) return users;
	const prepared = await prepareSite(couch, database, move.design, users.value);
	if (!prepared.ok) return prepared;
	const { written, removed } = prepared.value;
	say(`database ${database}, its rules, its index; ${written} accounts of devices written, ${removed} taken away`);
	const moved = await moveAll(move);
	return moved.ok ? verifySite(move) : moved;
}

async function moveAll({ source, target, database, say }: SiteMove): Promise<Result<null, CouchTrouble>> {
	try {
		let told = 0;
		const moved = await moveDocuments(source.place, { ...target, database }, (written) => {
			if (written < told + 5_000) return;
			told = written;
			say(`… ${written} documents`);
		});
		say(`${moved.written} documents copied`);
		if (moved.refused.length === 0) return ok(null);
		for (const refused of moved.refused.slice(0, 10)) say(`refused there: ${refused}`);
		return err({ status: 403, reason: `the rules there refused ${moved.refused.length} documents` });
	} catch (error) {
		return err({ status: 0, reason: `the copy stopped, and goes on when this is run again: ${causeOf(error)}` });
	}
}

/** Holds both sides against each other: how many documents, which ones in which revision, where every chain ends. */
export async function verifySite({ source, target, database, say }: SiteMove): Asked<null> {
	const couch: CouchServer = createCouchServer(target);
	const [here, there] = [await readContents(source.couch, database), await readContents(couch, database)];
	if (!here.ok) return here;
	if (!there.ok) return there;
	const found = differences(here.value, there.value);
	for (const difference of found) say(`not the same: ${difference}`);
	if (found.length > 0)
		return err({ status: 0, reason: 'the two are not the same: run it again with the small server stopped' });
	say(
		`the same on both sides: ${here.value.documents} documents, ${here.value.chains.size} chains, digest ${here.value.digest}`
	);
	return ok(null);
}
