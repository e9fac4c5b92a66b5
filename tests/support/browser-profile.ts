import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './chromium.ts';
import { watchPageErrors } from './page-errors.ts';
import { temporaryFolder } from './server.ts';
import { createTrustingHome } from './trusting-home.ts';

/** A browser profile on disk: what it stores outlives every launch, and every way for the browser to die. */
export interface BrowserProfile {
	/** Launches the browser on this profile; one launch at a time. */
	launch(options?: LaunchOptions): Promise<LaunchedBrowser>;
}

export interface LaunchOptions {
	/** What the camera sees, as `labelVideo` writes it. Chromium takes it per launch. */
	readonly camera?: `${string}.mjpeg`;
	readonly viewport?: { readonly width: number; readonly height: number };
}

export interface LaunchedBrowser {
	readonly context: BrowserContext;
	/** The first tab. */
	readonly page: Page;
	/** Ends every process of the browser in the middle of whatever it does (SIGKILL). */
	kill(): Promise<void>;
	/**
	 * Finds the processes that run the pages. Calling the answer ends them (SIGKILL) at once, leaves the rest of the browser
	 * alone, and opens a new tab.
	 */
	aimAtPages(): Promise<() => Promise<Page>>;
	close(): Promise<void>;
}

export interface ProfileOptions {
	/** PEM file of a certificate authority that the person at this browser told it to trust. */
	readonly trusts?: string;
	/** What the browser resolves names to, in place of the network: `MAP floor.local 127.0.0.1`. */
	readonly names?: string;
}

export function createProfile({ trusts, names }: ProfileOptions = {}): BrowserProfile {
	const folder = temporaryFolder();
	const env = trusts === undefined ? {} : { env: { ...process.env, HOME: createTrustingHome(trusts) } };
	const resolving = names === undefined ? [] : [`--host-resolver-rules=${names}`];
	return {
		async launch({ camera, viewport = { width: 1280, height: 800 } } = {}) {
			const context = await chromium.launchPersistentContext(folder, {
				executablePath: chromiumPath,
				// Less than any journey has, so that it is this that fails where a browser does not come up.
				timeout: 100_000,
				...env,
				args: [...chromiumArguments, ...resolving, ...(camera ? [`--use-file-for-fake-video-capture=${camera}`] : [])],
				permissions: ['camera'],
				viewport
			});
			return launched(context);
		}
	};
}

async function launched(context: BrowserContext): Promise<LaunchedBrowser> {
	watchPageErrors(context);
	const browser = context.browser();
	const [page] = context.pages();
	if (!browser || !page) throw new Error('the browser came up without a tab');
	const session = await browser.newBrowserCDPSession();

	async function processes(type: string): Promise<number[]> {
		const { processInfo } = await session.send('SystemInfo.getProcessInfo');
		return processInfo.filter((known) => known.type === type).map(({ id }) => id);
	}
	const [main] = await processes('browser');
	if (main === undefined) throw new Error('the browser has no process');

	return {
		context,
		page,
		async kill() {
			const gone = new Promise((resolve) => context.once('close', resolve));
			process.kill(main, 'SIGKILL');
			await gone;
		},
		async aimAtPages() {
			const targets = await processes('renderer');
			return async () => {
				for (const id of targets) killProcess(id);
				await Promise.all(context.pages().map((dead) => dead.close()));
				return openTab(context);
			};
		},
		close: () => context.close()
	};
}

/** One that has ended by itself meanwhile is dead all the same. */
function killProcess(id: number): void {
	try {
		process.kill(id, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

/** The browser may still hand out a process that it does not know to be dead. */
async function openTab(context: BrowserContext): Promise<Page> {
	for (let attempts = 1; ; attempts++) {
		try {
			return await context.newPage();
		} catch (error) {
			if (attempts === 5) throw error;
		}
	}
}
