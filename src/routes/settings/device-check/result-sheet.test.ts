import { expect, test } from 'vitest';
import { inLocale } from '../../../../tests/support/locale.ts';
import { sheetText } from './result-sheet.ts';

const device = { name: 'Kiosk 3', number: 'F7K', profile: 'Kiosk', browser: 'Firefox 129' };

test('the sheet names the device, and every check with what came of it', () => {
	const at = new Date(2026, 10, 20, 10, 42).getTime();
	const results = {
		camera: { outcome: 'look', note: 'not allowed', at },
		scanner: { outcome: 'good', note: '8 ms', at },
		print: { outcome: 'skipped', note: 'no printer yet', at }
	} as const;
	const sheet = () => sheetText(device, ['camera', 'scanner', 'print', 'install'], results, at).split('\n');
	expect(sheet()).toEqual([
		'Device check',
		'Kiosk 3 · F7K · Kiosk',
		'Firefox 129',
		'',
		'Camera · Look at it · 10:42 · not allowed',
		'Hand scanner · Good · 10:42 · 8 ms',
		'Print · Left out · no printer yet',
		'Installed · Not checked yet',
		''
	]);
	inLocale('de', () => expect(sheet()[4]).toBe('Kamera · Ansehen · 10:42 · not allowed'));
});
