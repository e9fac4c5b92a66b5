import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { areas, locales } from './messages.mjs';

const [base = '', ...others] = [...locales].sort((a, b) => Number(b === 'en') - Number(a === 'en'));

/** @param {string} path below messages */
const fileOf = (path) => fileURLToPath(new URL(`../messages/${path}`, import.meta.url));

/**
 * @typedef {{ declarations: string[], selectors: string[], match: Record<string, string> }} Variants
 * @param {string} locale
 * @param {string} area
 * @returns {[key: string, message: string | [Variants]][]}
 */
const messagesOf = (locale, area) => Object.entries(JSON.parse(readFileSync(fileOf(`${locale}/${area}.json`), 'utf8')));

/** @param {string | [Variants]} message */
const textsOf = (message) => (typeof message === 'string' ? [message] : Object.values(message[0].match));

/** @param {string} text */
const placeholdersOf = (text) => [...text.matchAll(/(?<!\\)\{(\w+)\}/g)].map(([, name]) => name);

/** @param {string | [Variants]} message */
function parametersOf(message) {
	const names =
		typeof message === 'string'
			? placeholdersOf(message)
			: message[0].declarations.flatMap((declaration) => /^input (\w+)$/.exec(declaration)?.[1] ?? []);
	return [...new Set(names)].sort();
}

describe.each(areas)('%s', (area) => {
	test.each(locales)('%s: every key is of this area, and every text says something', (locale) => {
		for (const [key, message] of messagesOf(locale, area)) {
			expect(key).toMatch(new RegExp(`^${area}_[a-z0-9_]+$`));
			for (const text of textsOf(message)) expect(text.trim(), key).not.toBe('');
		}
	});

	test.each(locales)(
		'%s: a message with variants uses only what it declares, and has one for everything else',
		(locale) => {
			for (const [key, message] of messagesOf(locale, area)) {
				if (typeof message === 'string') continue;
				const known = parametersOf(message);
				for (const name of textsOf(message).flatMap(placeholdersOf)) expect(known, key).toContain(name);
				expect(
					Object.keys(message[0].match).some((match) => /=(?:other|\*)$/.test(match)),
					key
				).toBe(true);
			}
		}
	);

	test.each(others)(`%s says all that ${base} says, of the same things`, (locale) => {
		const signatures = (/** @type {string} */ of) =>
			Object.fromEntries(messagesOf(of, area).map(([key, message]) => [key, parametersOf(message)]));
		expect(signatures(locale)).toEqual(signatures(base));
	});
});

test.each(locales)('%s has a file for every area and for nothing else', (locale) => {
	expect(existsSync(fileOf(locale))).toBe(true);
	expect(readdirSync(fileOf(locale)).sort()).toEqual(areas.map((area) => `${area}.json`));
});

test('every message is said somewhere', () => {
	const sources = fileURLToPath(new URL('../src', import.meta.url));
	const said = new Set(
		readdirSync(sources, { recursive: true, withFileTypes: true })
			.filter(({ name, parentPath }) => /\.(?:ts|svelte)$/.test(name) && !parentPath.includes('paraglide'))
			.flatMap(({ name, parentPath }) => [...readFileSync(join(parentPath, name), 'utf8').matchAll(/\bm\.(\w+)/g)])
			.map(([, key]) => key)
	);
	const keys = areas.flatMap((area) => messagesOf(base, area).map(([key]) => key));
	expect(keys.filter((key) => !said.has(key))).toEqual([]);
});
