import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Pem } from '#sync-server/tls/authority.ts';
import { temporaryFolder } from '../support/server.ts';

/** As the configurations have it. */
export const NAME = 'floorbook.plant.example';

interface Ports {
	readonly secure: number;
	readonly plain: number;
	readonly server: number;
}

/** A proxy, and how its configuration is tried: changed in nothing but what whoever uses it changes. */
interface ProxyKind {
	readonly name: 'nginx' | 'caddy';
	readonly isInstalled: () => boolean;
	readonly version: () => string;
	/** The command, and the files that it needs by their names. */
	readonly prepare: (
		folder: string,
		ports: Ports,
		adapt: (file: string) => string
	) => { readonly command: readonly string[]; readonly files: Readonly<Record<string, string>> };
}

const run = (...[command = '', ...args]: readonly string[]) => spawnSync(command, args, { encoding: 'utf8' });
const works = (...command: readonly string[]): boolean => run(...command).status === 0;

export const PROXIES: readonly ProxyKind[] = [
	{
		name: 'nginx',
		isInstalled: () => works('nginx', '-v'),
		version: () => run('nginx', '-v').stderr.trim(),
		prepare: (folder, { secure, plain }, adapt) => ({
			command: ['nginx', '-p', folder, '-c', join(folder, 'main.conf'), '-e', join(folder, 'error.log')],
			files: {
				'main.conf': `daemon off; master_process off; pid ${folder}/pid; events {} http {
					${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((use) => `${use}_temp_path ${folder}/${use};`).join('')}
					access_log off; include ${folder}/nginx.conf; }`,
				'nginx.conf': adapt('nginx.conf')
					.replace('listen 443 ', `listen 127.0.0.1:${secure} `)
					.replace('listen 80;', `listen 127.0.0.1:${plain};`)
			}
		})
	},
	{
		name: 'caddy',
		isInstalled: () => works('caddy', 'version'),
		version: () => run('caddy', 'version').stdout.trim(),
		prepare: (folder, { secure, plain }, adapt) => ({
			command: ['caddy', 'run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'],
			files: {
				Caddyfile: `{
					admin off
					storage file_system ${folder}
					skip_install_trust
					http_port ${plain}
					https_port ${secure}
					default_bind 127.0.0.1
				}
				${adapt('Caddyfile')}`
			}
		})
	}
];

export interface Proxy {
	/** Where it takes TLS. */
	readonly port: number;
	stop(): Promise<void>;
}

export async function startProxy(kind: ProxyKind, server: number, { certificate, key }: Pem): Promise<Proxy> {
	const folder = temporaryFolder();
	const ports: Ports = { secure: await freePort(), plain: await freePort(), server };
	const adapt = (file: string): string =>
		readFileSync(fileURLToPath(new URL(`../../sync-server/deploy/${file}`, import.meta.url)), 'utf8')
			.replaceAll('/etc/floorbook/', `${folder}/`)
			.replaceAll('127.0.0.1:7350', `127.0.0.1:${server}`);
	const { command, files } = kind.prepare(folder, ports, adapt);
	for (const [name, text] of Object.entries({ ...files, 'site.crt': certificate, 'site.key': key })) {
		writeFileSync(join(folder, name), text, { mode: 0o600 });
	}
	const [program = '', ...args] = command;
	const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
	while (!(await takesConnections(ports.secure))) {
		if (child.exitCode !== null) throw new Error(`${kind.name} ended: ${said}${errorLog(folder)}`);
		await sleep(50);
	}
	return {
		port: ports.secure,
		async stop() {
			const gone = once(child, 'exit');
			child.kill('SIGTERM');
			await gone;
		}
	};
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

async function takesConnections(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

function errorLog(folder: string): string {
	try {
		return readFileSync(join(folder, 'error.log'), 'utf8');
	} catch {
		return '';
	}
}
