import { deviceNumber, mintCode, printCode, type Code } from '#domain/kernel/code.ts';
import { cardOf, scanUntil } from '../support/floor-screens.ts';
import type { Device, Place } from './devices.ts';
import type { Disputes } from './disputes.ts';
import { PIN } from './guarded.ts';
import type { LookName } from './looks.ts';
import type { ProfileName } from './profiles.ts';
import type { SiteContents } from './sites.ts';

/** One state of one screen. */
export interface Scene {
	readonly screen: string;
	readonly state: string;
	readonly place: Place;
	readonly path: (site: SiteContents | undefined) => string;
	/** What a person does there before the picture is taken. */
	readonly act?: ((device: Device, site: SiteContents) => Promise<void>) | undefined;
	readonly isOffline: boolean;
	readonly camera: boolean;
	readonly profiles: readonly ProfileName[];
	readonly looks: readonly LookName[];
}

interface Options {
	readonly profiles?: readonly ProfileName[];
	/** States that make no sense here. */
	readonly without?: readonly ('empty' | 'long')[];
	/** What it shows does not come from this device alone, or it sends something. */
	readonly offline?: boolean;
	readonly camera?: boolean;
}

const ALL: readonly ProfileName[] = ['phone', 'kiosk', 'office'];
const FLOOR: readonly ProfileName[] = ['phone', 'kiosk'];
const EVERY_LOOK: readonly LookName[] = ['light', 'dark', 'large', 'german'];

/** A screen that needs nothing of the site to have an address. */
const screen = (name: string, path: string, options: Options = {}): Scene[] => states(name, () => path, options);

/** A screen of something that a site has: a new site has none of it. */
const about = (name: string, path: (site: SiteContents) => string, options: Options = {}): Scene[] =>
	states(name, (site) => path(need(site)), { ...options, without: ['empty', ...(options.without ?? [])] });

function states(name: string, path: Scene['path'], options: Options): Scene[] {
	const { profiles = ALL, without = [], offline = false, camera = false } = options;
	const common = { screen: name, path, isOffline: false, camera, profiles };
	const all: Scene[] = [
		{ ...common, state: 'filled', place: 'mill', looks: EVERY_LOOK },
		{ ...common, state: 'empty', place: 'empty', looks: ['light'] },
		{ ...common, state: 'long', place: 'long', looks: ['light', 'large'] },
		...(offline ? [{ ...common, state: 'offline', place: 'mill', looks: ['light'], isOffline: true } as const] : [])
	];
	return all.filter(({ state }) => !without.some((left) => left === state));
}

/** A state that somebody has to bring about. */
const after = (
	name: string,
	state: string,
	path: (site: SiteContents) => string,
	act: Scene['act'],
	options: Options & { readonly place?: Place; readonly isOffline?: boolean; readonly looks?: readonly LookName[] } = {}
): Scene => ({
	screen: name,
	state,
	place: options.place ?? 'mill',
	path: (site) => path(need(site)),
	act,
	isOffline: options.isOffline ?? false,
	camera: options.camera ?? false,
	profiles: options.profiles ?? FLOOR,
	looks: options.looks ?? ['light', 'dark', 'large', 'german']
});

function need(site: SiteContents | undefined): SiteContents {
	if (site === undefined) throw new Error('a new site has none of it');
	return site;
}

const scanning =
	(pick: (site: SiteContents) => Code, answer = '') =>
	async ({ page, wedge }: Device, site: SiteContents): Promise<void> => {
		const code = pick(site);
		await scanUntil(
			wedge,
			code,
			answer === '' ? cardOf(page, code) : page.getByRole('alert').filter({ hasText: answer })
		);
	};

const press =
	(selector: string) =>
	async ({ page }: Device): Promise<void> =>
		page.locator(selector).first().click();

const nextPlanned = ({ planned }: SiteContents): Code => taken(planned);
const nextMovable = ({ movable }: SiteContents): Code => taken(movable);
const nextUndecided = ({ undecided }: SiteContents): Code => taken(undecided);

function taken(codes: Code[]): Code {
	const code = codes.shift();
	if (code === undefined) throw new Error('the site has too few batches for all these pictures');
	return code;
}

/** Printed elsewhere, and planned where nobody has heard of. */
let unknown = 0;
const nextUnknown = (): Code => mintCode('b', deviceNumber(950), unknown++);

/** As on a full disk, until the page is loaded anew. */
function refuseWrites(): void {
	for (const write of ['add', 'put'] as const) {
		IDBObjectStore.prototype[write] = () => {
			throw new DOMException('planted', 'QuotaExceededError');
		};
	}
}

/** A worker of another address is another version. */
async function shipUpdate({ page }: Device): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
		await navigator.serviceWorker.register('/service-worker.js?next');
	});
	await page.getByRole('button', { name: /update/i }).waitFor();
}

const selectBox = press('[data-box]');
const showTable = press('label:has-text("Tab")');

const station = (site: SiteContents): string => `/stations/${site.station}`;
const paper = (site: SiteContents): string => `${station(site)}/paper`;
const dyehouse = (site: SiteContents): string => `/stations/${site.dyehouse}`;
const sorting = (site: SiteContents): string => `/stations/${site.sorting}`;

/** Three of it are waste, which takes a reason. */
async function layOut(device: Device, site: SiteContents): Promise<void> {
	await scanUntil(device.wedge, nextMovable(site), device.page.locator('.lanes'));
	await press('.lanes button >> nth=2')(device);
	await press('.keypad button >> nth=2')(device);
}

const decisions = (): string => '/decisions';

const dispute =
	(which: keyof Disputes) =>
	({ disputes }: SiteContents): Code =>
		disputes[which];

const openCase =
	(which: (site: SiteContents) => Code) =>
	async ({ page }: Device, site: SiteContents): Promise<void> => {
		await page
			.locator('.inbox li a')
			.filter({ hasText: printCode(which(site)) })
			.first()
			.click();
		await page.locator('.sides').waitFor();
	};

/** The choice's place among those that the case offers. */
const chooseIn =
	(which: (site: SiteContents) => Code, choice: number) =>
	async (device: Device, site: SiteContents): Promise<void> => {
		await openCase(which)(device, site);
		await press(`.choices button >> nth=${choice}`)(device);
		await device.page.locator('form').first().waitFor();
		const amount = device.page.locator('form input[inputmode=decimal]');
		if ((await amount.count()) > 0) await amount.fill('40');
		await device.page.locator('form section').first().scrollIntoViewIfNeeded();
	};

const decideIn =
	(which: (site: SiteContents) => Code) =>
	async (device: Device, site: SiteContents): Promise<void> => {
		await chooseIn(which, 0)(device, site);
		await press('.others button')(device);
		await press('form .tiles button')(device);
		await press('form button[type=submit]')(device);
		await device.page.locator('.decided').waitFor();
	};

const mergingTable = (site: SiteContents): string => `/stations/${site.merging}`;
const assembly = (site: SiteContents): string => `/stations/${site.assembly}`;

/** Puts batches to an empty tray, and then one that stays out. */
const gathering =
	(pick: (site: SiteContents) => readonly Code[], other?: (site: SiteContents) => Code) =>
	async ({ page, wedge }: Device, site: SiteContents): Promise<void> => {
		await page.evaluate(() => sessionStorage.clear());
		await page.reload();
		await page.getByRole('heading', { level: 1 }).waitFor();
		for (const code of pick(site)) await scanUntil(wedge, code, page.getByRole('listitem').getByText(printCode(code)));
		if (other) await scanUntil(wedge, other(site), page.getByRole('alert'));
	};

/** On the locked screen of the device. */
async function pickName({ page }: Device): Promise<void> {
	await page.getByRole('dialog').getByRole('button', { name: 'Ana' }).first().click();
	await page.locator('.sheet').first().waitFor();
}

async function enterWrong({ page }: Device): Promise<void> {
	const field = page.getByRole('dialog').getByLabel('PIN', { exact: true });
	await field.fill('314159');
	await page
		.getByRole('timer')
		.or(page.getByText(/Wrong PIN|Falsche PIN/))
		.first()
		.waitFor();
}

async function signInBy(device: Device): Promise<void> {
	await pickName(device);
	const dialog = device.page.getByRole('dialog');
	await dialog.getByLabel('PIN', { exact: true }).fill(PIN);
	await dialog.waitFor({ state: 'detached' });
}

async function changePin(device: Device): Promise<void> {
	await signInBy(device);
	await press('.card button')(device);
	await device.page.getByRole('dialog').getByLabel('PIN', { exact: true }).fill(PIN);
	await device.page.locator('.new').waitFor();
}

async function showPinPart(device: Device): Promise<void> {
	await signInBy(device);
	await device.page.getByRole('heading', { name: 'PIN', exact: true }).scrollIntoViewIfNeeded();
}

async function giveTrivialPin(device: Device): Promise<void> {
	await press('.list button')(device);
	await device.page.locator('.new input').fill('123456');
	await device.page.locator('.new .notice').waitFor();
}

async function scanLocked({ page, wedge }: Device, site: SiteContents): Promise<void> {
	await scanUntil(wedge, site.moved, page.getByRole('alert'));
}

async function enterTooMany(device: Device): Promise<void> {
	await pickName(device);
	const [timer, field] = [device.page.getByRole('timer'), device.page.getByLabel('PIN', { exact: true })];
	for (;;) {
		await timer.or(field).first().waitFor();
		if ((await timer.count()) > 0) return;
		await field.fill('314159');
		await device.page.waitForTimeout(500);
	}
}

async function chooseWrongFile({ page }: Device): Promise<void> {
	const file = { name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from('code;item') };
	await page.locator('input[type=file]').setInputFiles(file);
	await page.getByText('floorbook-backup').waitFor();
}

const ORDER_ROWS = [
	'Order;Customer;Line;Item;Qty;Unit;Promised date;Prio',
	'SO-2001;Bergsport Huber;1;Sock, finished;1.200,5;pcs;2026-12-14;2',
	'SO-2002;Kontor & Söhne;1;Sock, finished;500;pcs;2026-12-18;',
	'SO-2002;Kontor & Söhne;2;Hat, felted;20;dozen;2026-12-18;1',
	'SO-2003;Outdoor-Genossenschaft Voralpenland;1;Sokc, finished;80;kg;31.02.2026;',
	'SO-1042;Kontor & Söhne;1;Sock, finished;700;pcs;;'
];
const DOUBTFUL_ROWS = [
	'Auftrag,Artikel,Menge,Wunschtermin,Bemerkung',
	'"SO-2004","Sock, finished",1.250,03/04/2027,Tür 3'
];

const importing =
	(rows: readonly string[]) =>
	async ({ page }: Device): Promise<void> => {
		const buffer = Buffer.from(rows.join('\r\n'), 'latin1');
		await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer });
		await page.locator('details').waitFor();
	};

async function importAll(device: Device): Promise<void> {
	await importing(['Order;Item;Qty', `SO-${Date.now()};Hat, felted;5`])(device);
	await press('footer button')(device);
	await device.page.locator('.notice.ok').waitFor();
}

/** Every screen in every state, in the order of a day. A new screen is one line. */
export const SCENES: readonly Scene[] = [
	{
		...stranger('welcome', '/'),
		looks: EVERY_LOOK
	},
	{
		...stranger('enrol', '/enrol'),
		looks: EVERY_LOOK
	},
	{
		...stranger('what works', '/check'),
		looks: EVERY_LOOK
	},
	inDemo('demo', '/demo'),
	inDemo('demo labels', '/demo/labels'),
	inDemo('home', '/'),
	inDemo('runs', '/runs'),
	...screen('home', '/', { offline: true }),
	...screen('who', '/who'),
	...screen('sign-in', '/sign-in', { offline: true }),
	after('runs', 'export', () => '/runs', press('[aria-haspopup=menu]'), { profiles: ALL }),
	after('sign-in', 'signed in', () => '/sign-in', signInBy, { place: 'guarded', profiles: ALL }),
	after('my pin', 'new', () => '/sign-in/pin', changePin, { place: 'guarded', looks: ['light', 'large', 'german'] }),
	after('first admin', 'pick', () => '/sign-in/first', undefined, { profiles: ALL, looks: ['light', 'german'] }),
	after('first admin', 'trivial', () => '/sign-in/first', giveTrivialPin),
	after('person', 'pin', ({ person }) => `/admin/people/${person}`, showPinPart, {
		place: 'guarded',
		profiles: ['phone', 'office'],
		looks: ['light', 'german']
	}),
	after('lock', 'locked', station, undefined, { place: 'guarded', profiles: ALL }),
	after('lock', 'scan turned away', station, scanLocked, { place: 'guarded' }),
	after('lock', 'pin pad', station, pickName, { place: 'guarded', profiles: ALL }),
	after(
		'lock',
		'wrong pin',
		station,
		async (device) => {
			await pickName(device);
			await enterWrong(device);
		},
		{ place: 'guarded' }
	),
	after('lock', 'waiting', station, enterTooMany, { place: 'guarded' }),
	after('clean', 'wiping', () => '/clean', undefined, { profiles: ALL, looks: ['light', 'dark', 'large', 'german'] }),
	...screen('hand-over', '/hand-over', { offline: true }),
	...screen('scan', '/scan', { profiles: FLOOR, camera: true, without: ['long'] }),
	...screen('stations', '/stations'),
	...about('station', station, { profiles: FLOOR, offline: true }),
	after('station', 'recorded', station, scanning(nextPlanned)),
	after('station', 'recorded offline', station, scanning(nextPlanned), { isOffline: true, looks: ['light'] }),
	after(
		'station',
		'duplicate',
		station,
		async (device, site) => {
			const code = nextPlanned(site);
			await scanning(() => code)(device, site);
			await device.page.waitForTimeout(600);
			await scanUntil(device.wedge, code, cardOf(device.page, code).filter({ hasText: 'Already' }));
		},
		{ looks: ['light', 'dark', 'large'] }
	),
	after(
		'station',
		'refused',
		station,
		scanning((site) => site.misplaced)
	),
	after(
		'station',
		'refused closed',
		station,
		scanning((site) => site.closed),
		{ looks: ['light', 'german'] }
	),
	after('station', 'kept', station, scanning(nextUnknown)),
	after('station', 'not saved', station, async (device, site) => {
		await device.page.evaluate(refuseWrites);
		await scanUntil(device.wedge, nextPlanned(site), device.page.getByRole('alertdialog'));
	}),
	after('sync', 'scan kept', station, async (device, site) => {
		await scanning(nextUnknown)(device, site);
		await device.page.goto(new URL('/sync', device.page.url()).href);
		await device.page
			.getByRole('button', { name: /Take back|Zurücknehmen/ })
			.first()
			.scrollIntoViewIfNeeded();
	}),
	...about('paper entry', paper, { profiles: FLOOR }),
	after('paper entry', 'recorded', paper, async ({ page }, site) => {
		const code = nextPlanned(site);
		await page.locator('form input').first().fill(code);
		await press('form button[type=submit]')({ page } as Device);
		await cardOf(page, code).waitFor();
	}),
	after('paper entry', 'faults', paper, press('form button[type=submit]'), { looks: ['light', 'german'] }),
	after('station', 'question', station, async ({ page, wedge }, site) => {
		await scanUntil(wedge, nextUndecided(site), page.getByRole('alert'));
	}),
	after('station', 'long recorded', station, scanning(nextPlanned), { place: 'long', looks: ['light', 'large'] }),
	...about('move station', dyehouse, { profiles: FLOOR }),
	after('move station', 'recorded', dyehouse, scanning(nextMovable)),
	after(
		'move station',
		'refused done',
		dyehouse,
		scanning((site) => site.closed),
		{ looks: ['light', 'german'] }
	),
	after('move station', 'refused not started', dyehouse, scanning(nextPlanned), { looks: ['light', 'german'] }),
	after('move station', 'leave', dyehouse, async (device, site) => {
		await scanning(nextPlanned)(device, site);
		await press('.result .buttons button >> nth=-1')(device);
		await press('form .tiles button')(device);
	}),
	after(
		'move station',
		'refused held',
		dyehouse,
		scanning((site) => site.held)
	),
	after('station', 'undo chain', station, async (device, site) => {
		const code = nextPlanned(site);
		await scanning(() => code)(device, site);
		await scanUntil(device.wedge, site.dyehouse as Code, device.page.locator('.desk'));
		await device.page.waitForURL(`**${dyehouse(site)}`);
		await scanUntil(device.wedge, code, cardOf(device.page, code).filter({ hasText: 'Sock, dyed' }));
		await press('.recent li:nth-child(2) .scan')(device);
		await press('.content > .buttons button >> nth=0')(device);
		await device.page.locator('.chain').waitFor();
	}),
	...about('split station', sorting, { profiles: FLOOR, without: ['long'] }),
	after('split station', 'laid out', sorting, layOut, { looks: ['light', 'dark', 'large', 'german'] }),
	after('split station', 'long laid out', sorting, layOut, { place: 'long', looks: ['light', 'large'] }),
	after(
		'split station',
		'too much',
		sorting,
		async (device, site) => {
			await layOut(device, site);
			await press('.fills button')(device);
			await press('.keypad button >> nth=8')(device);
			await press('.keypad button >> nth=8')(device);
			await press('.keypad button >> nth=8')(device);
		},
		{ looks: ['light', 'german'] }
	),
	after('split station', 'recorded', sorting, async (device, site) => {
		await layOut(device, site);
		await press('.tiles button')(device);
		await press('.end button')(device);
		await device.page.locator('.card.ok, [data-tone=ok]').or(device.page.locator('.result .code')).first().waitFor();
	}),
	...about('merge station', mergingTable, { profiles: FLOOR }),
	after(
		'merge station',
		'tray',
		mergingTable,
		gathering(({ gathered }) => gathered)
	),
	after(
		'merge station',
		'another item',
		mergingTable,
		gathering(
			({ gathered }) => gathered.slice(0, 2),
			({ moved }) => moved
		)
	),
	after(
		'merge station',
		'another run',
		mergingTable,
		gathering(
			({ gathered }) => gathered.slice(0, 2),
			({ opened }) => opened
		),
		{ looks: ['light', 'german'] }
	),
	after(
		'merge station',
		'long tray',
		mergingTable,
		gathering(({ gathered }) => gathered),
		{ place: 'long', looks: ['light', 'large'] }
	),
	after(
		'merge station',
		'parts',
		assembly,
		gathering(({ parts }) => parts.slice(0, 1))
	),
	after(
		'merge station',
		'all parts',
		assembly,
		gathering(({ parts }) => parts),
		{ looks: ['light', 'german'] }
	),
	after(
		'merge station',
		'long parts',
		assembly,
		gathering(({ parts }) => parts.slice(0, 1)),
		{ place: 'long', looks: ['light', 'large'] }
	),
	...about('batch', (site) => `/b/${site.opened}`, { offline: true }),
	...about('batch created', (site) => `/b/${site.planned.at(-1) ?? ''}`, { without: ['long'] }),
	...about('batch closed', (site) => `/b/${site.closed}`, { without: ['long'] }),
	...about('batch moved', (site) => `/b/${site.moved}`, { without: ['long'] }),
	...about('batch disputed', (site) => `/b/${site.disputed}`),
	...about('batch held', (site) => `/b/${site.held}`),
	after('batch held', 'release', (site) => `/b/${site.held}`, press('.notice button'), { profiles: ALL }),
	...about('batch held late', (site) => `/b/${site.heldLate}`, { without: ['long'] }),
	after('batch', 'hold', (site) => `/b/${site.moved}`, press('.buttons button >> nth=0')),
	after('batch', 'correct', (site) => `/b/${site.moved}`, press('.buttons button >> nth=2'), { profiles: ALL }),
	after('batch', 'rework', (site) => `/b/${site.moved}`, press('.buttons button >> nth=3'), { profiles: ALL }),
	after('batch', 'swap', (site) => `/b/${site.moved}`, press('.buttons button >> nth=5'), { profiles: ALL }),
	after(
		'batch',
		'correct by keyboard',
		(site) => `/b/${site.moved}`,
		async (device) => {
			await press('.buttons button >> nth=2')(device);
			await device.page.locator('form input').first().focus();
			for (let fields = 0; fields < 2; fields++) await device.page.keyboard.press('Tab');
		},
		{ profiles: ALL, looks: ['light', 'dark'] }
	),
	...about('batch corrected', (site) => `/b/${site.corrected}`),
	after('batch moved', 'undo chain', (site) => `/b/${site.moved}`, press('li .end button >> nth=-1'), {
		profiles: ALL
	}),
	...about('batch void', (site) => `/b/${site.voided}`, { without: ['long'] }),
	...about('family', (site) => `/b/${site.families.sorted}/family`, { offline: true }),
	...about('family disputed', (site) => `/b/${site.families.doubted}/family`, { without: ['long'] }),
	...about('family alone', (site) => `/b/${site.planned.at(-1) ?? ''}/family`, { without: ['long'] }),
	...screen('batch unknown', '/b/b7k00000aa', { without: ['empty', 'long'] }),
	...screen('machines', '/machines', { offline: true }),
	...about('machine', (site) => `/machines/${site.machine}`, { offline: true }),
	after(
		'machine',
		'asked why',
		(site) => `/machines/${site.machine}`,
		({ page }) => page.getByRole('button', { name: /Record a stop|Stillstand erfassen/ }).click(),
		{ profiles: ALL }
	),
	...about('machine down', (site) => `/machines/${site.stoppedMachine}`, { offline: true }),
	...screen('runs', '/runs', { offline: true }),
	...about('run', (site) => `/runs/${site.run}`),
	after('run', 'records', (site) => `/runs/${site.run}`, press('.list button[aria-expanded]'), {
		profiles: ALL,
		looks: ['light', 'german']
	}),
	after('run', 'filters', (site) => `/runs/${site.run}?state=open`, press('.toggle button'), {
		profiles: ['phone'],
		looks: ['light', 'large', 'german']
	}),
	...about('run held', (site) => `/runs/${site.heldRun}`, { without: ['long'] }),
	...about('run cancelled', (site) => `/runs/${site.cancelledRun}`, { without: ['long'] }),
	...about('batch flow of a run', (site) => `/runs/${site.run}/flow`, { offline: true }),
	...about('batch flow', (site) => `/b/${site.families.sorted}/flow`),
	...about('batch flow disputed', (site) => `/b/${site.families.doubted}/flow`, { without: ['long'] }),
	...about('batch flow alone', (site) => `/b/${site.planned.at(-1) ?? ''}/flow`, { without: ['long'] }),
	after('batch flow', 'selected', (site) => `/b/${site.families.sorted}/flow`, selectBox, { profiles: ALL }),
	after('batch flow', 'table', (site) => `/b/${site.families.sorted}/flow`, showTable, { profiles: ALL }),
	after('batch flow', 'options', (site) => `/b/${site.families.sorted}/flow`, press('button:has-text("Filter")'), {
		profiles: ALL
	}),
	...screen('trace', '/trace'),
	...about('trace batch', (site) => `/trace?batch=${site.families.sorted}`, { offline: true }),
	...about('trace disputed', (site) => `/trace?batch=${site.families.doubted}`, { without: ['long'] }),
	...about('trace run', (site) => `/trace?run=${site.run}`),
	...about('trace time', (site) => `/trace?from=2020-01-01T00:00&to=2099-01-01T00:00&machine=${site.machine}`, {
		without: ['long']
	}),
	...screen('trace unknown', `/trace?batch=${mintCode('b', deviceNumber(950), 7_000)}`, { without: ['empty', 'long'] }),
	after('trace', 'ask time', () => '/trace', press('fieldset label >> nth=1'), { profiles: ALL }),
	after('trace', 'hold', (site) => `/trace?run=${site.run}`, press('.page footer button'), { profiles: ALL }),
	...screen('new run', '/runs/new'),
	...screen('orders', '/orders', { offline: true }),
	...about('order', ({ orders }) => `/orders/${orders.issued}`),
	after('order', 'changed', ({ orders }) => `/orders/${orders.changed}`, undefined, { profiles: ALL }),
	after('order', 'disputed', ({ orders }) => `/orders/${orders.disputed}`, undefined, {
		profiles: ['phone', 'office'],
		looks: ['light', 'german']
	}),
	after(
		'decisions',
		'order',
		decisions,
		openCase(({ orders }) => orders.disputed),
		{
			profiles: ['phone', 'office'],
			looks: ['light', 'german']
		}
	),
	after('run', 'order changed', ({ orders }) => `/runs/${orders.changedRun}`, undefined, {
		profiles: ['phone', 'office'],
		looks: ['light', 'german']
	}),
	...screen('new order', '/orders/new'),
	...about('change order', ({ orders }) => `/orders/${orders.estimate}/edit`),
	...about('run for an order', ({ orders }) => `/orders/${orders.estimate}/run`),
	after('run for an order', 'refused', ({ orders }) => `/orders/${orders.issued}/run`, undefined, {
		looks: ['light', 'german']
	}),
	...screen('import orders', '/orders/import', { profiles: ['phone', 'office'] }),
	after('import orders', 'rows to put right', () => '/orders/import', importing(ORDER_ROWS), { profiles: ALL }),
	after('import orders', 'asks', () => '/orders/import', importing(DOUBTFUL_ROWS), {
		profiles: ['phone', 'office'],
		looks: ['light', 'german']
	}),
	after('import orders', 'imported', () => '/orders/import', importAll, { looks: ['light', 'german'] }),
	...screen('labels', '/labels'),
	...about('run labels', (site) => `/labels?run=${site.run}`),
	...screen('decisions', '/decisions'),
	after('decisions', 'case', decisions, openCase(dispute('taken')), { profiles: ALL }),
	after('decisions', 'part', decisions, chooseIn(dispute('taken'), 1), { profiles: ALL }),
	after('decisions', 'another batch', decisions, chooseIn(dispute('taken'), 4), { looks: ['light', 'german'] }),
	after('decisions', 'long part', decisions, chooseIn(dispute('taken'), 1), {
		place: 'long',
		looks: ['light', 'large']
	}),
	after(
		'decisions',
		'two starts',
		decisions,
		openCase(({ disputed }) => disputed),
		{ looks: ['light', 'german'] }
	),
	after(
		'decisions',
		'hold',
		decisions,
		chooseIn(({ heldLate }) => heldLate, 1),
		{ looks: ['light', 'german'] }
	),
	after('decisions', 'contested', decisions, openCase(dispute('contested')), { looks: ['light', 'german'] }),
	after('decisions', 'waiting', decisions, openCase(dispute('waiting')), { looks: ['light', 'german'] }),
	after('decisions', 'decided', decisions, decideIn(dispute('decidable')), { profiles: ['phone'], looks: ['light'] }),
	after('decisions', 'settled', () => '/decisions?case=taken:none:none', undefined, { looks: ['light', 'german'] }),
	...screen('sync', '/sync', { offline: true }),
	...screen('demo', '/demo', { without: ['empty', 'long'] }),
	after('sync', 'file refused', () => '/sync', chooseWrongFile, { looks: ['light', 'german'] }),
	...screen('settings', '/settings', { without: ['empty', 'long'] }),
	...screen('what works', '/check', { offline: true, without: ['empty', 'long'] }),
	...screen('set-up', '/admin', { without: ['long'] }),
	...screen('items', '/admin/items'),
	...about('item', (site) => `/admin/items/${site.item}`),
	...about('step', (site) => `/admin/steps/${site.step}`),
	...screen('machine list', '/admin/machines', { without: ['long'] }),
	...about('flow', (site) => `/admin/flows/${site.flow}`),
	...about('station settings', (site) => `/admin/stations/${site.station}`),
	...screen('people', '/admin/people'),
	...screen('devices', '/admin/devices', { without: ['long'] }),
	after('device', 'asked', ({ device }) => `/admin/devices/${device}`, reportLost, {
		profiles: ALL,
		looks: ['light', 'dark', 'large', 'german']
	}),
	after('device', 'put out', ({ lostDevice }) => `/admin/devices/${lostDevice}`, undefined, {
		profiles: ALL,
		looks: ['light', 'german']
	}),
	...screen('enrol another', '/admin/devices/enrol', { without: ['empty', 'long'] }),
	after('enrol another', 'code', () => '/admin/devices/enrol', showCode, { profiles: ALL }),
	...deviceCheck('name'),
	...deviceCheck('camera'),
	...deviceCheck('scanner'),
	...deviceCheck('scanner', 'good', scanSample('')),
	...deviceCheck('scanner', 'set otherwise', scanSample('Z')),
	...deviceCheck('sound', 'played', press('main .buttons .button >> nth=2')),
	...deviceCheck('size'),
	...deviceCheck('print'),
	...deviceCheck('storage'),
	...deviceCheck('install'),
	...deviceCheck('camera', 'left out', press('footer .quiet, .ways .quiet')),
	...deviceCheck('result'),
	...screen('no such page', '/nowhere', { without: ['empty', 'long'] }),
	// The last one of its device: the newer version goes on waiting.
	after('home', 'update ready', () => '/', shipUpdate, { place: 'long', profiles: ALL, looks: ['light', 'dark'] })
];

async function reportLost({ page }: Device): Promise<void> {
	await page.locator('main .button.danger').click();
	await page.locator('form').waitFor();
}

async function showCode({ page }: Device): Promise<void> {
	await page.locator('main .button.primary').click();
	await page.locator('main svg[role=img]').waitFor();
}

/** `before`: what a scanner that is set wrong puts in front of the code. */
function scanSample(before: string): Scene['act'] {
	return async ({ page, wedge }) => {
		const shown = await page.locator('.sample .code').innerText();
		await scanUntil(wedge, before + shown.replaceAll('-', ''), page.locator('.seen'));
	};
}

function deviceCheck(check: string, state = 'filled', act?: Scene['act']): Scene[] {
	const options = {
		profiles: ALL,
		looks: check === 'scanner' || check === 'result' ? EVERY_LOOK : ['light', 'german']
	};
	return [after(`check ${check}`, state, () => `/settings/device-check?at=${check}`, act, options as Options)];
}

function inDemo(name: string, path: string): Scene {
	return {
		...stranger(name, path),
		state: 'in the demo',
		place: 'demo',
		profiles: ['phone', 'office'],
		looks: EVERY_LOOK
	};
}

function stranger(name: string, path: string): Omit<Scene, 'looks'> {
	return {
		screen: name,
		state: 'stranger',
		place: 'stranger',
		path: () => path,
		isOffline: false,
		camera: false,
		profiles: ALL
	};
}
