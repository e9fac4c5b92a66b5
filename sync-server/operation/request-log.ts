import { storageProblem } from '../http/storage-problem.ts';
import type { Log } from './log.ts';
import type { Answered } from './request-watch.ts';

/** What watches and what a page is made of is asked for all the time, and says little. */
const QUIET: ReadonlySet<string> = new Set([
	'/couchdb/_up',
	'/metrics',
	'/health',
	'/health.json',
	'/_app/{file}',
	'/{file}',
	'/{page}'
]);

const DENIED: ReadonlySet<number> = new Set([401, 403, 421, 429]);

/** What is not there (501) is asked for by others, and why nothing is taken for now (503) is told where it is found. */
const isFault = (status: number): boolean => status >= 500 && status !== 501 && status !== 503;

export function logRequest(log: Log, answered: Answered): void {
	const { method, route, status, milliseconds, bytes, isWhole, device, refusal, refusedDocuments, from } = answered;
	const level = isFault(status) ? 'warn' : QUIET.has(route) ? 'debug' : 'info';
	if (!log.isOn(level)) return;
	log[level]('request', {
		method,
		route,
		status,
		ms: Math.round(milliseconds * 10) / 10,
		bytes,
		device,
		refusal,
		...(refusedDocuments.size > 0 && {
			refusedDocuments: [...refusedDocuments].map(([reason, count]) => `${reason}:${count}`).join(' ')
		}),
		// where somebody tries what they may not do
		...(DENIED.has(status) && { from }),
		...(!isWhole && { cut: true })
	});
}

/** What a request failed with. That the disk takes nothing is said once, where it is found, and not for each request. */
export function logFailure(log: Log, error: unknown): void {
	if (storageProblem(error) !== undefined) log.debug('a write was refused', { cause: String(error) });
	else log.error('a request failed', {}, error);
}
