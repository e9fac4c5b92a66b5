import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SERVER_OPTIONS } from '../../scripts/server-options.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'sync-server/main.ts');
const ADMIN_USER = 'admin';
const ADMIN_PASSWORD = 'known to the tests alone';
const START_LIMIT_MS = 100_000;

const LISTENING = /\blistening on (https?:\/\/\S+)/;
/** An enrolment code as it is printed: four groups of four in the alphabet of the codes. */
const ENROLMENT_CODE = /\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b/;

export interface ServerOptions {
	/** A free one if not given. */
	readonly port?: number;
	/** Where the server keeps its data: a temporary folder if not given. */
	readonly dataDir?: string;
	/** Over the test's own environment. HOST is this machine alone if not given. */
	readonly env?: NodeJS.ProcessEnv;
	/** As after `npm start --`. */
	readonly args?: readonly string[];
	/** A command that runs the server as its own, given before it: a tracer, a limit. */
	readonly under?: readonly string[];
	/** What it logs is looked at by the test, and shown to nobody else. */
	readonly quiet?: boolean;
	/** The folder that holds the app to serve, as `build/`: the repository if not given. */
	readonly appFolder?: string;
}

/** The real server in a process of its own, as `npm start` runs it. The app it serves has to be built. */
export interface RunningServer {
	/** Without a slash at the end. The same after every restart. */
	readonly url: string;
	readonly port: number;
	/** Of the latest start. */
	readonly pid: number;
	readonly dataDir: string;
	/** Everything that the latest start printed so far, errors included. */
	readonly printed: string;
	/** The enrolment code that the latest start printed, as printed; null when it printed none. */
	readonly code: string | null;
	readonly adminUser: string;
	readonly adminPassword: string;
	/** Ends it in the middle of whatever it does (SIGKILL). Resolves when it is gone. */
	kill(): Promise<void>;
	/** Ends it as an operator does (SIGTERM). Resolves when it is gone; throws if it did not end cleanly. */
	stop(): Promise<void>;
	/** Sends it a signal, and resolves with its exit code when it is gone; null when a signal ended it. */
	signal(signal: NodeJS.Signals): Promise<number | null>;
	/** Starts it again, on the same port and data; stops it first if it runs. */
	restart(): Promise<void>;
}

interface Started {
	readonly process: ServerProcess;
	readonly url: string;
	/** Its lines so far. */
	readonly printed: readonly string[];
}

type ServerProcess = ChildProcessByStdio<null, Readable, Readable>;

// However the tests end, no server and no data outlive them.
const processes = new Set<ServerProcess>();
const folders = new Set<string>();
function clear(): void {
	for (const child of processes) child.kill('SIGKILL');
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
process.once('exit', clear);
// How Vitest ends its workers; there is no `exit` then.
process.once('SIGTERM', () => {
	clear();
	process.kill(process.pid, 'SIGTERM');
});

/** Starts the server and resolves when it takes requests. Throws, with what it printed, if it ends before. */
async function launch(
	appFolder: string,
	env: NodeJS.ProcessEnv,
	args: readonly string[],
	quiet: boolean,
	under: readonly string[]
): Promise<Started> {
	const [command = process.execPath, ...before] = [...under, process.execPath];
	const child = spawn(command, [...before, ...SERVER_OPTIONS, MAIN, ...args], {
		cwd: appFolder,
		env,
		stdio: ['ignore', 'pipe', 'pipe']
	});
	// Piped and not inherited: a test runner waits until nobody holds its streams any more.
	if (!quiet) child.stderr.pipe(process.stderr, { end: false });
	processes.add(child);
	child.once('exit', () => processes.delete(child));

	const printed: string[] = [];
	const lines = createInterface({ input: child.stdout });
	createInterface({ input: child.stderr }).on('line', (line) => printed.push(line));
	const url = await new Promise<string>((resolve, reject) => {
		const fail = (what: string): void => {
			clearTimeout(limit);
			child.kill('SIGKILL');
			reject(new Error([`the server ${what}; it printed:`, ...printed].join('\n')));
		};
		const limit = setTimeout(() => fail(`was not ready after ${START_LIMIT_MS} ms`), START_LIMIT_MS);
		child.once('error', (cause) => fail(`did not start: ${cause.message}`));
		child.once('exit', (code, signal) => fail(`ended with ${code ?? signal} before it was ready`));
		lines.on('line', (line) => {
			printed.push(line);
			const address = LISTENING.exec(line)?.[1];
			if (address === undefined) return;
			clearTimeout(limit);
			resolve(address.replace(/\/$/, ''));
		});
	});
	return { process: child, url, printed };
}

/** A new folder, removed when the tests end. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'floorbook-'));
	folders.add(folder);
	return folder;
}

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
	const dataDir = options.dataDir ?? temporaryFolder();
	const start = (port: number): Promise<Started> =>
		launch(
			options.appFolder ?? ROOT,
			{
				...process.env,
				HOST: '127.0.0.1',
				// many servers share the disk of the tests
				DISK_RESERVE_MB: '0',
				...options.env,
				PORT: String(port),
				DATA_DIR: dataDir,
				ADMIN_USER,
				ADMIN_PASSWORD
			},
			options.args ?? [],
			options.quiet ?? false,
			options.under ?? []
		);

	let server = await start(options.port ?? 0);
	const { url } = server;
	const port = Number(new URL(url).port);

	const isRunning = (): boolean => server.process.exitCode === null && server.process.signalCode === null;

	async function end(signal: NodeJS.Signals): Promise<void> {
		if (!isRunning()) return;
		const gone = once(server.process, 'exit');
		server.process.kill(signal);
		await gone;
	}

	async function stop(): Promise<void> {
		if (!isRunning()) return;
		await end('SIGTERM');
		const { exitCode, signalCode } = server.process;
		if (exitCode !== 0) throw new Error(`the server was stopped and ended with ${exitCode ?? signalCode}`);
	}

	return {
		url,
		port,
		get pid() {
			return server.process.pid ?? 0;
		},
		dataDir,
		get printed() {
			return server.printed.join('\n');
		},
		get code() {
			return ENROLMENT_CODE.exec(server.printed.join('\n'))?.[0] ?? null;
		},
		adminUser: ADMIN_USER,
		adminPassword: ADMIN_PASSWORD,
		kill: () => end('SIGKILL'),
		stop,
		async signal(signal) {
			const { process: child } = server;
			if (!isRunning()) return child.exitCode;
			const gone = once(child, 'exit');
			child.kill(signal);
			await gone;
			return child.exitCode;
		},
		async restart() {
			await stop();
			server = await start(port);
		}
	};
}
