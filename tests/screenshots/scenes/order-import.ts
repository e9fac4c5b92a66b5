import type { Device } from '../devices.ts';
import { press, showing } from './acts.ts';
import { after, ALL, screen, WORDS, type Scene } from './scene.ts';

const importing = (): string => '/orders/import';

const ROWS = [
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
const UNNAMED_COLUMNS = ['A;B;C', 'SO-2005;Sock, finished;40'];

export const ORDER_IMPORT: readonly Scene[] = [
	...screen('import orders', '/orders/import'),
	after('import orders', 'no table', importing, chooseNoTable, { profiles: ALL, looks: WORDS }),
	after('import orders', 'columns', importing, choosing(UNNAMED_COLUMNS), { profiles: ALL }),
	after('import orders', 'asks', importing, choosing(DOUBTFUL_ROWS), { profiles: ALL, looks: WORDS }),
	after('import orders', 'rows to put right', importing, choosing(ROWS), { profiles: ALL }),
	after('import orders', 'rows below', importing, seeRows, { profiles: ALL }),
	after('import orders', 'imported', importing, importAll, { profiles: ALL, looks: WORDS })
];

function choosing(rows: readonly string[]) {
	return async ({ page }: Device): Promise<void> => {
		const buffer = Buffer.from(rows.join('\r\n'), 'latin1');
		await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer });
		await page.locator('details').waitFor();
	};
}

async function chooseNoTable({ page }: Device): Promise<void> {
	const file = { name: 'orders.xlsx', mimeType: 'text/csv', buffer: Buffer.from([80, 75, 3, 4, 0, 0, 0, 0]) };
	await page.locator('input[type=file]').setInputFiles(file);
	await page.locator('main .notice').waitFor();
}

async function seeRows(device: Device): Promise<void> {
	await choosing(ROWS)(device);
	await showing('.page > h2 >> nth=0')(device);
}

async function importAll(device: Device): Promise<void> {
	await choosing(['Order;Item;Qty', `SO-${Date.now()};Hat, felted;5`])(device);
	await press('.page > footer button')(device);
	await device.page.locator('.notice.ok').waitFor();
}
