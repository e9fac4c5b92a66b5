import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SERVER_OPTIONS } from './server-options.mjs';

test.each(['floorbook.service', 'Containerfile'])('%s starts the server with the options of npm start', (file) => {
	const text = readFileSync(new URL(`../sync-server/deploy/${file}`, import.meta.url), 'utf8');
	const command = text
		.split('\n')
		.find((line) => line.endsWith('sync-server/main.ts') || line.endsWith('sync-server/main.ts"]'));
	expect(command?.match(/--[\w-]+(=[\w-]+)?/g)).toEqual(SERVER_OPTIONS);
});
