import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createApp } from '#sync-server/app.ts';
import { adminWithPassword } from '#sync-server/auth/accounts.ts';
import { DESIGN, type DesignDocument } from '#sync-server/cluster/design-document.ts';
import { createNodeServer, NODE_SERVER_DEFAULTS } from '#sync-server/http/node-server.ts';
import { openStorage } from '#sync-server/log/storage.ts';
import { runValidation, type CouchValidation } from './couch-validation.ts';
import { random } from './sync-app.ts';

/**
 * The nearest thing to an Apache CouchDB that there is without one: this server with nothing of a site about it (`floorbook` is a
 * database like any other, and the version it tells is CouchDB's), and with what it lacks beside that: it keeps whatever
 * `_security` says, and runs the design document's `validate_doc_update` on every document that comes in.
 */
export interface CouchStandIn {
	/** Without a slash at the end, and without a path. */
	readonly url: string;
	/** Its administrator. */
	readonly address: { readonly url: string; readonly user: string; readonly password: string };
	/** Documents that the rules were asked about so far. */
	readonly asked: number;
	/** Turns connections away from now on, or takes them again. */
	down: boolean;
	close(): Promise<void>;
}

const [USER, PASSWORD] = ['root', 'known to the tests alone'];

type Body = Record<string, unknown>;

export async function startCouchStandIn(): Promise<CouchStandIn> {
	const storage = openStorage({ directory: ':memory:', random });
	const app = await createApp({
		storage,
		site: 'elsewhere',
		admin: adminWithPassword(USER, PASSWORD),
		clock: { now: () => Date.now() },
		random,
		iterations: 1,
		sessionLifetime: 600
	});
	let design: (DesignDocument & { readonly _rev: string }) | undefined;
	let validation: CouchValidation | undefined;
	let security: object = {};
	let asked = 0;

	const json = (value: unknown, status = 200): Response => Response.json(value, { status });
	const pass = (request: Request, path: string, body?: string): Promise<Response> => {
		const { origin, search } = new URL(request.url);
		const { method, headers, signal } = request;
		const sent = new Headers(headers);
		sent.delete('content-length');
		const read = method === 'GET' || method === 'HEAD' ? {} : { body: body ?? request.body, duplex: 'half' as const };
		return app.handle(
			new Request(`${origin}/couchdb${path}${search}`, {
				method,
				headers: body === undefined ? headers : sent,
				signal,
				...read
			})
		);
	};
	const userOf = async (request: Request): Promise<{ name: string | null; roles: string[] }> => {
		const { headers, url } = request;
		const session = await app.handle(new Request(`${new URL(url).origin}/couchdb/_session`, { headers }));
		const { userCtx } = (await session.json()) as { userCtx?: { name: string | null; roles: string[] } };
		return userCtx ?? { name: null, roles: [] };
	};

	/** What the rules say of a document that is pushed or written; undefined when it may enter. */
	async function refusal(document: Body, isEdit: boolean, request: Request): Promise<string | undefined> {
		const id = String(document['_id']);
		if (validation === undefined || id.startsWith('_design/') || id.startsWith('_local/')) return undefined;
		const stored = storage.database('floorbook')?.read(id);
		if (!isEdit && stored?.rev === document['_rev']) return undefined;
		asked += 1;
		const [generation = '1', hash = ''] = String(document['_rev']).split('-');
		const presented = {
			...document,
			...(document['_rev'] ? { _revisions: { start: Number(generation), ids: [hash] } } : {})
		};
		const old =
			isEdit && stored && !stored.deleted
				? { _id: id, _rev: stored.rev, ...(JSON.parse(stored.body) as object) }
				: null;
		return validation.refusal(presented, old, await userOf(request), security) ?? undefined;
	}

	async function bulk(request: Request): Promise<Response> {
		const body = (await request.json()) as { docs: Body[]; new_edits?: boolean };
		const isEdit = body.new_edits !== false;
		const reasons = await Promise.all(body.docs.map((each) => refusal(each, isEdit, request)));
		const docs = body.docs.filter((_, index) => reasons[index] === undefined);
		const answer = await pass(request, '/floorbook/_bulk_docs', JSON.stringify({ ...body, docs }));
		if (!answer.ok) return answer;
		const refused = body.docs.flatMap(({ _id, _rev }, index) =>
			reasons[index] === undefined ? [] : [{ id: _id, rev: _rev, error: 'forbidden', reason: reasons[index] }]
		);
		return json([...((await answer.json()) as object[]), ...refused], 201);
	}

	async function handle(request: Request): Promise<Response> {
		if (stand.down) return json({ error: 'nodedown', reason: 'progress not possible' }, 503);
		const { pathname } = new URL(request.url);
		const { method } = request;
		if (pathname === '/floorbook/_security' && method === 'PUT') {
			security = (await request.clone().json()) as object;
			return pass(request, pathname);
		}
		if (pathname === `/floorbook/${DESIGN}`) {
			if (method === 'GET') return design ? json(design) : json({ error: 'not_found', reason: 'missing' }, 404);
			if (!(await userOf(request)).roles.includes('_admin'))
				return json({ error: 'forbidden', reason: 'no admin' }, 403);
			design = { ...((await request.json()) as DesignDocument), _rev: '1-a' };
			validation = runValidation(design);
			return json({ ok: true, id: DESIGN, rev: design._rev }, 201);
		}
		if (pathname === '/floorbook/_bulk_docs' && method === 'POST') return bulk(request);
		const written = /^\/floorbook\/([^_/][^/]*)$/.exec(pathname)?.[1];
		if (written !== undefined && method === 'DELETE') {
			const document = {
				_id: decodeURIComponent(written),
				_rev: new URL(request.url).searchParams.get('rev'),
				_deleted: true
			};
			const reason = await refusal(document, true, request);
			if (reason !== undefined) return json({ error: 'forbidden', reason }, 403);
		}
		return pass(request, pathname);
	}

	const server = createNodeServer({ ...NODE_SERVER_DEFAULTS, handle });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const stand: CouchStandIn = {
		url,
		address: { url, user: USER, password: PASSWORD },
		get asked() {
			return asked;
		},
		down: false,
		async close() {
			app.close();
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
			storage.close();
		}
	};
	return stand;
}
