import { execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Contender } from './contender.ts';

const VERSION = '4.2.0';

/** Milliseconds for the package to come, and for the server to answer. */
const FETCHING = 180_000;
const STARTING = 30_000;

/**
 * The nearest peer, fetched for this run alone into a folder that goes with it: nothing of the product depends on it. Throws when
 * it cannot be had or does not start.
 */
export async function startPouchdbServer(folder: string): Promise<Contender> {
	const data = join(folder, 'databases');
	mkdirSync(data, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{"private":true}');
	// its leveldb comes built: no script of a package has to run
	const fetched = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', `pouchdb-server@${VERSION}`];
	await promisify(execFile)('npm', fetched, { cwd: folder, timeout: FETCHING }).catch((cause: unknown) => {
		throw new Error('npm cannot fetch it', { cause });
	});

	const port = await freePort();
	const script = join(folder, 'node_modules/pouchdb-server/bin/pouchdb-server');
	const address = ['--host', '127.0.0.1', '--port', String(port)];
	const child = spawn(process.execPath, [script, ...address, '--dir', data, '--no-stdout-logs'], {
		cwd: folder,
		stdio: 'ignore'
	});
	const kill = (): boolean => child.kill('SIGKILL');
	process.once('exit', kill);
	const url = `http://127.0.0.1:${port}`;
	const deadline = performance.now() + STARTING;
	while (!(await answers(url))) {
		if (child.exitCode === null && performance.now() < deadline) continue;
		kill();
		throw new Error(`pouchdb-server ${VERSION} does not start on Node ${process.versions.node}`);
	}
	return {
		name: 'pouchdb-server',
		url,
		authorization: null,
		pid: child.pid ?? 0,
		folder: data,
		stop: async () => void kill()
	};
}

async function answers(url: string): Promise<boolean> {
	await new Promise((resolve) => setTimeout(resolve, 100));
	return fetch(url).then(
		({ ok }) => ok,
		() => false
	);
}

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
