import { afterEach, describe, expect, it } from 'vitest';
import { mintCode, type DeviceNumber } from '#domain/kernel/code.ts';
import { sealPersonal } from '#domain/kernel/personal.ts';
import { createEventWriter, type EventWriter } from '../../tests/support/device-events.ts';
import { ADMIN, basic, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { DATABASE_ROUTES, SERVER_ROUTES } from '../couch/routes.ts';

/** Who asks, in the order of the table's columns: those with the fewest rights first. */
const ACTORS = ['nobody', 'revoked', 'reader', 'device', 'courier', 'admin device', 'server admin'] as const;
type ActorName = (typeof ACTORS)[number];

interface Actor {
	readonly authorization: string | null;
	/** Its number; the server's administrator and nobody have none. */
	readonly device: string;
	readonly writer: EventWriter;
}

interface Site {
	readonly test: TestApp;
	readonly actors: Readonly<Record<ActorName, Actor>>;
	/** Of a code that waits. */
	readonly ticket: string;
	/** Id and revision of an event that is there, as a request for it has them. */
	readonly event: string;
	/** An event of a device that is none of the actors; the courier may bring what that one made. */
	readonly other: EventWriter;
	readonly otherDevice: string;
}

async function openSite(): Promise<Site> {
	const test = await startTestApp();
	const enrolled = async (rights: object, more: object = {}): Promise<Actor & { readonly user: string }> => {
		const { code } = (await test.call('POST', '/enrol/codes', { body: rights })).body;
		const asked = { code, name: 'Device', profile: 'phone', ...more };
		const { device, user, password } = (await test.call('POST', '/enrol', { authorization: null, body: asked })).body;
		return { device, user, authorization: basic(user, password), writer: createEventWriter(device) };
	};
	const admin = await enrolled({ profile: 'office', admin: true });
	const reader = await enrolled({ profile: 'wall' });
	const device = await enrolled({ profile: 'phone' });
	const lost = await enrolled({ profile: 'phone' });
	const courier = await enrolled({ profile: 'phone', replaces: lost.device }, { replaces: lost.device });
	const revoked = await enrolled({ profile: 'phone' });
	const subject = mintCode('d', revoked.device as DeviceNumber, 0);
	const reason = { code: null, text: { personal: '0123456789abcdefghjkmnpqrs' } };
	const data = { device: subject, number: revoked.device, accepted: [], reason };
	const said = admin.writer.next(data, { type: 'DeviceRevoked', touches: [subject] });
	const { authorization } = admin;
	await test.call('POST', '/couchdb/floorbook/_bulk_docs', { authorization, body: { docs: [said], new_edits: false } });
	const { ticket } = (await test.call('POST', '/enrol/codes', { body: { profile: 'phone' } })).body;
	const none = { device: '', writer: createEventWriter('zzz') };
	return {
		test,
		ticket,
		event: `${said._id}?rev=${said._rev}`,
		other: lost.writer,
		otherDevice: lost.device,
		actors: {
			nobody: { ...none, authorization: null },
			revoked,
			reader,
			device,
			courier,
			'admin device': admin,
			'server admin': { ...none, authorization: ADMIN }
		}
	};
}

type Columns = readonly [string, string, string, string, string, string, string];

/** `-`: refused with 401 or 403. `y`: whatever else comes of it. */
const y: Columns = ['y', 'y', 'y', 'y', 'y', 'y', 'y'];
/** A revoked device that says who it is hears nothing but that. */
const anybody: Columns = ['y', '-', 'y', 'y', 'y', 'y', 'y'];
const devices: Columns = ['-', '-', 'y', 'y', 'y', 'y', 'y'];
const admins: Columns = ['-', '-', '-', '-', '-', 'y', 'y'];
const serverAdmin: Columns = ['-', '-', '-', '-', '-', '-', 'y'];
const nobody: Columns = ['-', '-', '-', '-', '-', '-', '-'];

const SITE = '/couchdb/floorbook';
const OWN = '/couchdb/_users/org.couchdb.user:device-';

/** Every endpoint: a method and a path, who may, and what is sent. */
const ENDPOINTS: readonly (readonly [string, string, Columns, object?])[] = [
	['POST', '/enrol', y, { code: 'x', name: '', profile: 'phone' }],
	['POST', '/enrol/codes', admins, { profile: 'kiosk' }],
	['GET', '/enrol/codes/:ticket', admins],
	['POST', '/heads', ['-', '-', 'y', 'y', 'y', 'y', '-'], {}],
	['GET', '/heads/key', y],
	['GET', '/site', y],
	['GET', '/B/B00100001X', y],
	['GET', '/', y],

	['GET', '/couchdb/', anybody],
	['GET', '/couchdb/_active_tasks', serverAdmin],
	['GET', '/couchdb/_all_dbs', serverAdmin],
	['GET', '/couchdb/_cluster_setup', serverAdmin],
	['GET', '/couchdb/_dbs_info', serverAdmin],
	['POST', '/couchdb/_dbs_info', serverAdmin, { keys: ['floorbook'] }],
	['GET', '/couchdb/_membership', serverAdmin],
	['GET', '/couchdb/_node/_local', serverAdmin],
	['GET', '/couchdb/_scheduler/docs', serverAdmin],
	['GET', '/couchdb/_scheduler/jobs', serverAdmin],
	['GET', '/couchdb/_session', anybody],
	['POST', '/couchdb/_session', anybody, {}],
	['DELETE', '/couchdb/_session', anybody],
	['GET', '/couchdb/_up', anybody],
	['GET', '/couchdb/_uuids', anybody],

	['GET', SITE, devices],
	['HEAD', SITE, devices],
	['POST', SITE, nobody, { _id: 'note' }],
	['DELETE', SITE, nobody],
	['GET', `${SITE}/_all_docs`, devices],
	['POST', `${SITE}/_all_docs`, devices, { keys: [] }],
	['POST', `${SITE}/_all_docs/queries`, devices, { queries: [] }],
	['POST', `${SITE}/_bulk_docs`, devices, { docs: [], new_edits: false }],
	['POST', `${SITE}/_bulk_get`, devices, { docs: [] }],
	['GET', `${SITE}/_changes`, devices],
	['POST', `${SITE}/_changes`, devices, {}],
	['POST', `${SITE}/_compact`, serverAdmin, {}],
	['GET', `${SITE}/_design_docs`, devices],
	['POST', `${SITE}/_design_docs`, devices, {}],
	['POST', `${SITE}/_design_docs/queries`, devices, { queries: [] }],
	['POST', `${SITE}/_ensure_full_commit`, devices, {}],
	['POST', `${SITE}/_explain`, devices, { selector: { device: '001', epoch: '00000', seq: 1 } }],
	['POST', `${SITE}/_find`, devices, { selector: { device: '001', epoch: '00000', seq: 1 } }],
	['GET', `${SITE}/_index`, devices],
	['POST', `${SITE}/_index`, serverAdmin, { index: { fields: ['seq'] } }],
	['DELETE', `${SITE}/_index/_design/x/json/y`, serverAdmin],
	['GET', `${SITE}/_local_docs`, devices],
	['POST', `${SITE}/_local_docs`, devices, {}],
	['POST', `${SITE}/_local_docs/queries`, devices, { queries: [] }],
	['POST', `${SITE}/_missing_revs`, devices, {}],
	['POST', `${SITE}/_purge`, nobody, {}],
	['POST', `${SITE}/_revs_diff`, devices, {}],
	['GET', `${SITE}/_revs_limit`, devices],
	['PUT', `${SITE}/_revs_limit`, serverAdmin, {}],
	['GET', `${SITE}/_security`, devices],
	['PUT', `${SITE}/_security`, serverAdmin, {}],
	['POST', `${SITE}/_view_cleanup`, serverAdmin, {}],
	['GET', `${SITE}/_local/x`, devices],
	['PUT', `${SITE}/_local/x`, devices, {}],
	['DELETE', `${SITE}/_local/x`, devices],
	['GET', `${SITE}/note`, devices],
	['PUT', `${SITE}/note`, nobody, {}],
	['DELETE', `${SITE}/:event`, nobody],
	['PUT', `${SITE}/_design/x`, serverAdmin, {}],
	['GET', `${SITE}/_design/x/_view/y`, devices],
	['GET', `${SITE}/note/file`, devices],

	['GET', '/couchdb/_users', serverAdmin],
	['GET', '/couchdb/_users/_all_docs', serverAdmin],
	['GET', `${OWN}:self`, devices],
	['PUT', `${OWN}:self`, nobody, { roles: ['device', 'admin'] }],
	['PUT', '/couchdb/_users/org.couchdb.user:new', serverAdmin, { name: 'new', type: 'user', roles: [], password: 'x' }],
	['GET', `${OWN}:other`, serverAdmin],
	['PUT', '/couchdb/another', serverAdmin],
	['DELETE', '/couchdb/_users', nobody]
];

describe('who may ask for what', () => {
	let site: Site;
	afterEach(() => site.test.close());

	const rows = ENDPOINTS.map(([method, path, columns, body]) => ({ method, path, columns, body }));

	it.each(rows)('$method $path', async ({ method, path, columns, body }) => {
		site = await openSite();
		const answers: string[] = [];
		for (const name of ACTORS) {
			const { authorization, device } = site.actors[name];
			const asked = path
				.replace(':ticket', site.ticket)
				.replace(':event', site.event)
				.replace('-:self', `-${device}`)
				.replace('-:other', `-${site.otherDevice}`);
			const { status } = await site.test.call(method, asked, { authorization, ...(body && { body }) });
			answers.push(status === 401 || status === 403 ? '-' : 'y');
		}
		expect(answers).toEqual(columns);
	});

	it('names every endpoint that there is', async () => {
		site = await openSite();
		const named = ENDPOINTS.map(([method, path]) => `${method} ${path.replace(/\?.*$/, '')}`);
		const known = [
			...Object.entries(SERVER_ROUTES).flatMap(([path, methods]) =>
				Object.keys(methods).map((method) => `${method} /couchdb/${path}`)
			),
			...Object.entries(DATABASE_ROUTES).flatMap(([path, methods]) =>
				Object.keys(methods).map((method) => `${method} ${path === '' ? SITE : `${SITE}/${path}`}`)
			)
		];
		const missing = known.filter(
			(endpoint) => !named.some((one) => one === endpoint || one.startsWith(`${endpoint}/`))
		);
		expect(missing).toEqual([]);
	});
});

type Makes = (site: Site, actor: Actor) => object;

const about = ({ device }: Pick<Actor, 'device'>): string => mintCode('d', (device || '001') as DeviceNumber, 0);

const revoking: Makes = ({ otherDevice }, { writer }) => {
	const device = about({ device: otherDevice });
	const reason = { code: null, text: { personal: '0123456789abcdefghjkmnpqrs' } };
	return writer.next(
		{ device, number: otherDevice, accepted: [], reason },
		{ type: 'DeviceRevoked', touches: [device] }
	);
};

const TEXT = sealPersonal('Ada Lovelace', '0123456789abcdefghjkmnpqrs');
const text: Makes = () => (TEXT.ok ? TEXT.value : {});

/** What is written into the site, by whom it is taken. */
const DOCUMENTS: readonly (readonly [string, Columns, Makes])[] = [
	[
		'a device about itself',
		['-', '-', 'y', 'y', 'y', 'y', 'y'],
		(_, actor) => actor.writer.next({}, { type: 'DeviceDefined', touches: [about({ device: actor.device || 'zzz' })] })
	],
	[
		'what happened on the floor',
		['-', '-', '-', 'y', 'y', 'y', 'y'],
		(_, { writer }) => writer.next({}, { stream: 'runs', type: 'RunCreated', touches: ['r00100001x'] })
	],
	['what another device made', ['-', '-', '-', '-', 'y', '-', 'y'], ({ other }) => other.next()],
	['a device put out', ['-', '-', '-', '-', '-', 'y', 'y'], revoking],
	['a name', ['-', '-', 'y', 'y', 'y', 'y', 'y'], text],
	[
		'a name erased',
		['-', '-', '-', '-', '-', 'y', 'y'],
		(site, actor) => ({
			...text(site, actor),
			_rev: '2-abc',
			_revisions: { start: 2, ids: ['abc', TEXT.ok ? TEXT.value._rev.slice(2) : ''] },
			_deleted: true
		})
	],
	['an event deleted', nobody, (_, { writer }) => ({ ...writer.next(), _deleted: true })],
	['a design document', serverAdmin, () => ({ _id: '_design/x', _rev: '1-abc', views: {} })]
];

describe('whose documents enter the site', () => {
	let site: Site;
	afterEach(() => site.test.close());

	it.each(DOCUMENTS)('%s', async (_, columns, makes) => {
		site = await openSite();
		const answers: string[] = [];
		for (const name of ACTORS) {
			const { authorization } = site.actors[name];
			const body = { docs: [makes(site, site.actors[name])], new_edits: false };
			const answer = await site.test.call('POST', `${SITE}/_bulk_docs`, { authorization, body });
			answers.push(answer.status === 201 && answer.body.length === 0 ? 'y' : '-');
		}
		expect(answers).toEqual(columns);
	});
});
