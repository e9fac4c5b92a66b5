import { err, ok, type Result } from '#domain/kernel/result.ts';
import { SCHEMA_VERSION } from '../log/schema.ts';

/** What a backup consists of: written last, so that a folder without one is no backup. */
export interface Manifest {
	readonly floorbook: 'server backup';
	readonly version: 1;
	/** Of the tables in its files. */
	readonly schema: number;
	/** The uuid of the server it is of. */
	readonly server: string;
	/** ISO 8601. */
	readonly made: string;
	readonly databases: readonly BackedUp[];
	readonly files: readonly BackupFile[];
}

export interface BackedUp {
	readonly name: string;
	/** Its file's place in the backup. */
	readonly path: string;
	readonly generation: string;
	readonly updateSeq: number;
	readonly documents: number;
}

export interface BackupFile {
	readonly path: string;
	readonly bytes: number;
	/** SHA-256, hexadecimal. */
	readonly hash: string;
}

export const MANIFEST = 'manifest.json';

/** Nothing that a manifest names lies anywhere but in the backup. */
const PATH = /^(?:server\.sqlite|databases\/[0-9a-f]+\.sqlite|tls\/[\w-][\w.-]*)$/;

/** Refuses, in words, what is no manifest, and one whose files this version cannot read. */
export function readManifest(text: string): Result<Manifest, string> {
	let manifest: Partial<Manifest> | null;
	try {
		manifest = JSON.parse(text) as Partial<Manifest> | null;
	} catch {
		return err(`its ${MANIFEST} is cut off, or no JSON`);
	}
	if (manifest?.floorbook !== 'server backup' || manifest.version !== 1) return err('it is no backup of a server');
	if (manifest.schema !== SCHEMA_VERSION) {
		return err(`its files have version ${String(manifest.schema)}, this server reads version ${SCHEMA_VERSION}`);
	}
	const { files, databases, server, made } = manifest;
	const isWhole =
		Array.isArray(files) && Array.isArray(databases) && typeof server === 'string' && typeof made === 'string';
	const known = new Set<unknown>(isWhole ? files.map(({ path }) => path) : []);
	if (!isWhole || ![...known].every((path) => typeof path === 'string' && PATH.test(path))) {
		return err(`its ${MANIFEST} names other files than a backup has`);
	}
	if (!known.has('server.sqlite') || !databases.every(({ path }) => known.has(path))) {
		return err(`its ${MANIFEST} lacks files that it needs`);
	}
	return ok(manifest as Manifest);
}
