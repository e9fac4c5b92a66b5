import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Room that is kept for the day on which the disk is full: given free then, it lets what is under way be stored and files be
 * put in order, while somebody makes room.
 */
export interface DiskReserve {
	/** Gives the reserve free. False when there was none. */
	release(): boolean;
	/** Whether all of it is there. */
	isWhole(): boolean;
	/** Lays it in, where there is room for it and as much again; else leaves things as they are. Never rejects. */
	lay(): Promise<void>;
}

/** Its file's name in the data directory. */
export const RESERVE = 'reserve';
const PIECE = 2 ** 20;

/** On the disk of `directory`, for this process. */
export function freeBytes(directory: string): number {
	const { bavail, bsize } = statfsSync(directory);
	return bavail * bsize;
}

/** Of `bytes` in `directory`, less on a disk that is small: 1/16 of it. */
export function createDiskReserve(directory: string, bytes: number): DiskReserve {
	const path = join(directory, RESERVE);
	const { blocks, bsize } = statfsSync(directory);
	const wanted = Math.min(bytes, Math.floor((blocks * bsize) / 16));
	let laying: Promise<void> | undefined;

	const present = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

	async function fill(): Promise<void> {
		const file = await open(path, 'a', 0o600);
		try {
			// by chance, so that a file system that compresses gives it the room it says it has
			for (let size = present(); size < wanted; size += PIECE) {
				if (freeBytes(directory) < wanted) return;
				await file.write(randomBytes(Math.min(PIECE, wanted - size)));
			}
			await file.sync();
		} finally {
			await file.close();
		}
	}

	return {
		release() {
			const was = present();
			rmSync(path, { force: true });
			return was > 0;
		},
		isWhole: () => present() >= wanted,
		lay() {
			const lacking = wanted - present();
			if (lacking <= 0 || freeBytes(directory) < lacking + wanted) return Promise.resolve();
			laying ??= fill()
				.catch(() => rmSync(path, { force: true }))
				.finally(() => {
					laying = undefined;
				});
			return laying;
		}
	};
}
