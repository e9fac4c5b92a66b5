import { expect, test } from 'vitest';
import { inLocale } from '../../../../tests/support/locale.ts';
import { sheetText } from './result-sheet.ts';

const device = { name: 'Kiosk 3', number: 'F7K', profile: 'Kiosk', browser: 'Firefox 129' };

test('the sheet names the device, and every check with what came of it', () => {
	const at = new Date(2026, 10, 20, 10, 42).getTime();
	const results = {
		camera: { outcome: 'look', seen: { type: 'camera', state: 'refused' }, at },
		scanner: {
			outcome: 'good',
			seen: { type: 'scan', trial: { text: 'D00700000X', as: 'keys', gap: 8, end: 'Enter' }, faults: [] },
			at
		},
		print: { outcome: 'skipped', seen: { type: 'written', text: 'no printer yet' }, at }
	} as const;
	const sheet = () => sheetText(device, ['camera', 'scanner', 'print', 'install'], results, at).split('\n');
	expect(sheet()).toEqual([
		'Device check',
		'Kiosk 3 · F7K · Kiosk',
		'Firefox 129',
		'',
		'Camera · Look at it · 10:42 · The camera is not allowed',
		'Hand scanner · Good · 10:42 · D00700000X, 8 ms from key to key, Enter',
		'Print · Left out · no printer yet',
		'Installed · Not checked yet',
		''
	]);
	inLocale('de', () => expect(sheet()[4]).toBe('Kamera · Ansehen · 10:42 · Die Kamera ist nicht erlaubt'));
});
