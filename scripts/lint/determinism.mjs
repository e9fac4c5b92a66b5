// Where chance, time and place may not be asked: what is folded from the log must come out the same on every device, in
// every year, in any order of arrival.
const NO_CLOCK = 'the caller passes the time in; a fold must give the same result on every device and in every year';
const NO_CHANCE = 'randomness is a port; the simulator replays a seed';
const NO_LOCALE = 'it differs between devices; a fold must give the same bytes on all of them';
const NO_OUTSIDE = 'the outside world is a port';

const TEST_FILES = ['**/*.test.ts'];

const CLOCKLESS = [
	{ selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: NO_CLOCK },
	{ selector: "CallExpression[callee.name='Date']", message: NO_CLOCK },
	{ selector: "MemberExpression[object.name='globalThis']", message: NO_OUTSIDE }
];

const SYNCHRONOUS = {
	selector: ":function[async=true], AwaitExpression, NewExpression[callee.name='Promise']",
	message: 'it runs inside an IndexedDB transaction, which ends when anything foreign is awaited'
};

/** @type {import('eslint').Linter.Config[]} */
export const determinism = [
	{
		name: 'no clock, chance, locale or outside world',
		files: ['src/lib/{domain,ports,engine}/**/*.ts'],
		ignores: TEST_FILES,
		rules: {
			'no-restricted-globals': [
				'error',
				...['setTimeout', 'setInterval', 'queueMicrotask', 'performance'].map((name) => ({ name, message: NO_CLOCK })),
				{ name: 'crypto', message: NO_CHANCE },
				{ name: 'Intl', message: NO_LOCALE },
				...['fetch', 'window', 'document', 'navigator', 'localStorage', 'indexedDB', 'process'].map((name) => ({
					name,
					message: NO_OUTSIDE
				}))
			],
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: NO_CLOCK },
				{ object: 'Math', property: 'random', message: NO_CHANCE },
				...['localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleLowerCase', 'toLocaleUpperCase'].map(
					(property) => ({ property, message: NO_LOCALE })
				)
			],
			'no-restricted-syntax': ['error', ...CLOCKLESS]
		}
	},
	{
		name: 'the domain is synchronous',
		files: ['src/lib/domain/**/*.ts'],
		ignores: TEST_FILES,
		rules: { 'no-restricted-syntax': ['error', ...CLOCKLESS, SYNCHRONOUS] }
	}
];
