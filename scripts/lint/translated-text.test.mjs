import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import { join } from 'node:path';
import ts from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { root } from './resolve-import.mjs';
import { translatedText } from './translated-text.mjs';

const svelteParser = svelte.configs.base.find(({ languageOptions }) => languageOptions?.parser)?.languageOptions
	?.parser;

/**
 * @param {string} text
 * @param {string} [file] below the root
 * @returns {string[]} what is found, as it is written
 */
function found(text, file = 'src/routes/page.svelte') {
	const linter = new Linter({ cwd: root });
	const isSvelte = file.endsWith('.svelte');
	const messages = linter.verify(
		text,
		{
			files: ['**/*.svelte', '**/*.ts'],
			languageOptions: isSvelte
				? { parser: svelteParser, parserOptions: { parser: ts.parser } }
				: { parser: /** @type {import('eslint').Linter.Parser} */ (ts.parser) },
			plugins: { floorbook: { rules: { 'translated-text': translatedText } } },
			rules: { 'floorbook/translated-text': 'error' }
		},
		{ filename: join(root, file) }
	);
	const lines = text.split('\n');
	return messages.map(({ message, line, column, endColumn }) =>
		message.startsWith('A person') ? (lines[line - 1] ?? '').slice(column - 1, (endColumn ?? column) - 1) : message
	);
}

describe('a text that is written into a screen is found', () => {
	test.each([
		['between tags', '<p>Nothing waits.</p>', ['Nothing waits.']],
		['beside an expression', '<p>{3} batches</p>', [' batches']],
		['in an expression between tags', "<p>{late ? 'late' : m.in_time()}</p>", ["'late'"]],
		['in a template', '<p>{`${3} open`}</p>', ['`${3} open`']],
		['in what is read out', '<nav aria-label="Screens"></nav>', ['Screens']],
		['in a component’s words', '<Card title="Storage" />', ['Storage']],
		['in a property that is an expression', "<Field label={name ?? 'Name'} />", ["'Name'"]],
		['in the head', '<svelte:head><title>Home · Floorbook</title></svelte:head>', ['Home · Floorbook']],
		['in options', "<Segments options={[{ value: 'dark', label: 'Dark' }]} />", ["'Dark'"]],
		['in facts', "<Facts facts={[{ name: 'Number', value: number }]} />", ["'Number'"]],
		['in a script', "<script>const tabs = [{ id: 'all', label: 'All' }];</script>", ["'All'"]]
	])('%s', (_where, text, texts) => {
		expect(found(text)).toEqual(texts);
	});

	test('in the words of a trouble', () => {
		expect(found("export const lost = () => stop('Lost', m.lost_line());", 'src/routes/words.ts')).toEqual(["'Lost'"]);
	});
});

describe('nothing is found in', () => {
	test.each([
		['messages', '<Card title={m.storage()}>{m.storage_line()}</Card>'],
		['figures and signs', '<p>{open} : {closed} · 100 % — …</p>'],
		['the name of the product', '<title>{m.home()} · Floorbook</title>'],
		['names that a machine reads', '<Button kind="primary" icon="download" type="submit" name="save" />'],
		['names in objects', "<script>const icon = { name: 'cloud', size: 3 };</script>"],
		['commands to be typed', '<code>HOST=0.0.0.0 npm start</code>'],
		['classes and styles', "<p class={late ? 'late' : 'early'} style:color={late ? 'red' : 'black'}></p>"],
		['conditions', "{#if state === 'open'}<b>{m.open()}</b>{/if}"],
		['a stylesheet', '<style>p { color: red; }</style>']
	])('%s', (_what, text) => {
		expect(found(text)).toEqual([]);
	});

	test('files that no screen is made of', () => {
		expect(found("stop('Lost', 'It is lost');", 'src/lib/engine/push.ts')).toEqual([]);
	});
});
