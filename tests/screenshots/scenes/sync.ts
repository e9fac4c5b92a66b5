import type { Device } from '../devices.ts';
import { after, screen, WORDS, type Scene } from './scene.ts';

export const SYNC: readonly Scene[] = [
	...screen('sync', '/sync', { offline: true }),
	after('sync', 'file refused', () => '/sync', chooseWrongFile, { looks: WORDS })
];

async function chooseWrongFile({ page }: Device): Promise<void> {
	const file = { name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from('code;item') };
	await page.locator('input[type=file]').setInputFiles(file);
	await page.getByText('floorbook-backup').waitFor();
}
