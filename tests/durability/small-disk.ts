import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/server.ts';

/** A disk of its own, that a test can fill. */
export interface SmallDisk {
	readonly folder: string;
	/** Fills it up but for `left` bytes. */
	fill(left?: number): void;
	/** Takes away what it was filled with. */
	clear(): void;
	unmount(): void;
}

/** Undefined where this user may not mount one: said aloud, since what would be proved is not proved then. */
export function mountSmallDisk(bytes: number): SmallDisk | undefined {
	const folder = temporaryFolder();
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'pipe' });
	} catch (error) {
		console.warn(
			`SKIPPED, nothing was proved on a full disk: ${error instanceof Error ? error.message : String(error)}`
		);
		return undefined;
	}
	const ballast = join(folder, 'ballast');
	return {
		folder,
		fill(left = 0) {
			const { bavail, bsize } = statfsSync(folder);
			writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)), { flag: 'a' });
		},
		clear: () => rmSync(ballast, { force: true }),
		unmount: () => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
	};
}
