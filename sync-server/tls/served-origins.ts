import { isIP } from 'node:net';
import { isLoopbackHost } from './address-ranges.ts';
import type { MachineNames } from './machine-names.ts';

const origin = (scheme: string, host: string, port: number): string =>
	new URL(`${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`).origin;

/** What devices of the network can open: addresses before names, which not every network knows; this machine's own come last. */
export function secureOrigins({ dns, ip }: MachineNames, port: number): string[] {
	const hosts = [...ip, ...dns].sort((a, b) => Number(isLoopbackHost(a)) - Number(isLoopbackHost(b)));
	return hosts.map((host) => origin('https', host, port));
}

/** What a browser on this machine can open without a certificate. */
export const localOrigins = (port: number): string[] => [
	origin('http', '127.0.0.1', port),
	origin('http', 'localhost', port)
];

export const plainOrigin = (host: string, port: number): string => origin('http', host, port);
