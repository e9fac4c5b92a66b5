import { afterEach, expect, test } from 'vitest';
import { followLaunches } from './launches.ts';

// The browser opens an installed app only for a person; here it is told that somebody did.
type Launch = (launch: { readonly targetURL?: string }) => void;

const shown: string[] = [];
let isBusy = false;

function launches(): Launch {
	let launch: Launch | undefined;
	// In front of the browser's own.
	const value = { setConsumer: (consumer: Launch) => (launch = consumer) };
	Object.defineProperty(window, 'launchQueue', { value, configurable: true });
	followLaunches(
		() => isBusy,
		(path) => shown.push(path)
	);
	if (!launch) throw new Error('nobody listens');
	return launch;
}

afterEach(() => {
	Reflect.deleteProperty(window, 'launchQueue');
	shown.length = 0;
	isBusy = false;
});

test('a shortcut leads the window that is open to its place', () => {
	launches()({ targetURL: `${location.origin}/scan?from=shortcut#now` });
	expect(shown).toEqual(['/scan?from=shortcut#now']);
});

test('opening the app where it already is leads nowhere, and neither does a launch without an address', () => {
	const launch = launches();
	launch({ targetURL: location.href });
	launch({});
	expect(shown).toEqual([]);
});

test('what is half done is not left', () => {
	isBusy = true;
	launches()({ targetURL: `${location.origin}/scan` });
	expect(shown).toEqual([]);
});

test('a browser without launches is none the worse', () => {
	expect(() =>
		followLaunches(
			() => false,
			() => undefined
		)
	).not.toThrow();
});
