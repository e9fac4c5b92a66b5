import { DatabaseDamaged } from '../log/watched-database.ts';
import { StorageFailure } from '../log/write-queue.ts';
import { problem, type Problem } from './problem.ts';

/** What a client is told when the files fail it; undefined for an error of another kind. */
export function storageProblem(error: unknown): Problem | undefined {
	// to be mended by people only: nobody is told to try again soon
	if (error instanceof DatabaseDamaged) return problem(500, 'database_damaged', error.message);
	if (!(error instanceof StorageFailure)) return undefined;
	const why = WHY[error.fault ?? 'memory'] ?? 'The write could not be stored.';
	return {
		...problem(503, 'service_unavailable', `${why} Nothing of it was kept: send it again.`),
		headers: { 'retry-after': error.fault === undefined ? '5' : '30' }
	};
}

const WHY: Readonly<Record<string, string>> = {
	full: "The server's disk is full.",
	failed: "The server's disk failed, and it takes no writes until it is restarted."
};
