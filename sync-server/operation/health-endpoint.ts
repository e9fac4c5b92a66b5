import type { Authenticator } from '../auth/authenticate.ts';
import { json, refuse } from '../http/answer.ts';
import type { Problem } from '../http/problem.ts';
import { noteRefusal } from '../http/refusals.ts';
import { pageLanguage } from '../http/page.ts';
import { asAdministrator, askForAdministrator } from './access.ts';
import { findTroubles, lightOf, type Findings } from './health.ts';
import { closedPage, healthPage, type ServerFacts } from './health-page.ts';

export interface HealthSources {
	readonly find: () => Promise<Findings>;
	/** The same, up to some seconds old: anybody may ask as often as they like. */
	readonly recall: () => Promise<Findings>;
	readonly server: () => ServerFacts;
}

export const HEALTH_PATHS: readonly string[] = ['/health', '/health/details', '/health.json'];

/**
 * GET /health, by anybody: the page that says whether the server is well; to the administrator of the server and to devices that
 * administer also what is how. GET /health/details: the same, for these alone: a browser asks for name and password.
 * GET /health.json: {light}, and the details to whom they are for; 503 where something does not work.
 */
export async function answerHealth(
	{ find, recall, server }: HealthSources,
	request: Request,
	path: string,
	authenticator: Authenticator
): Promise<Response> {
	const allowed = await asAdministrator(request, authenticator);
	if (!allowed.ok) return closed(request, path, { ...askForAdministrator, ...allowed.error });
	if (path === '/health/details' && !allowed.value) return closed(request, path, askForAdministrator);
	const findings = await (allowed.value ? find() : recall());
	const troubles = findTroubles(findings);
	const details = allowed.value ? server() : undefined;
	if (path !== '/health.json') {
		return healthPage({ language: pageLanguage(request), findings, troubles, details, path });
	}
	const light = lightOf(troubles);
	const status = light === 'ill' ? 503 : 200;
	return json(details === undefined ? { light } : { light, troubles, ...findings, server: details }, status);
}

/** A person gets a page with a way back; too many wrong passwords are a matter of their own. */
function closed(request: Request, path: string, problem: Problem): Response {
	if (problem.status !== askForAdministrator.status || path === '/health.json') return refuse(problem);
	const page = closedPage(pageLanguage(request));
	for (const [name, value] of Object.entries(problem.headers ?? {})) page.headers.set(name, value);
	return noteRefusal(page, problem.error);
}
