import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { SETTINGS } from './settings.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Rows of the tables of variables: the names of each, and its default, as text. */
const rows = readme
	.split(/^\| variable .*\n.*\n/m)
	.slice(1)
	.flatMap((table) => (/^(?:\|.*\n)*/.exec(table)?.[0] ?? '').trim().split('\n'))
	.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')))
	.map(([, names = '', otherwise = '']) => ({ names: names.split(', '), otherwise }));

describe('the settings', () => {
	it('stand in the README, each once', () => {
		expect(rows.flatMap(({ names }) => names).sort()).toEqual(SETTINGS.map(({ name }) => name).sort());
	});

	it.each(rows)('have the defaults that the README says: $names', ({ names, otherwise }) => {
		const defaults = names.map((name) => SETTINGS.find((setting) => setting.name === name)?.otherwise);
		expect(otherwise).toBe([...new Set(defaults)].join(', '));
	});

	it('are all that the configuration asks for', () => {
		const asked = new Set<string>();
		readConfig(new Proxy({}, { get: (_, name) => void asked.add(String(name)) }));
		expect([...asked].filter((name) => !SETTINGS.some((setting) => setting.name === name))).toEqual([]);
		// read before the others
		expect(SETTINGS.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual(['CONFIG_FILE']);
	});
});
