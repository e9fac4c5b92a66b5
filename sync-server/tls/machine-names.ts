import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { isLoopback, isLoopbackHost } from './address-ranges.ts';

/** What a machine is called on its network: host names in lower case, and IP addresses. The likeliest to be typed comes first. */
export interface MachineNames {
	readonly dns: readonly string[];
	readonly ip: readonly string[];
}

export interface MachineFacts {
	readonly hostname: string;
	readonly interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
	/** Where the server listens: an address, or 0.0.0.0 or :: for every one that there is. */
	readonly host: string;
	/** Host of the site's configured address, which other machines may know better than this one. */
	readonly siteHost: string | undefined;
}

/** Networks between programs of one machine: no phone is in them. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel)/;

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

export function namesOfMachine({ hostname, interfaces, host, siteHost }: MachineFacts): MachineNames {
	const own = hostname.toLowerCase();
	const [first = ''] = own.split('.');
	const site = siteHost?.toLowerCase();
	// who listens to this machine alone has no name for others
	const names = isLoopbackHost(host) ? [] : [own, `${first}.local`];
	const dns = [site, ...names, 'localhost'].filter(isSafeName);
	const listening = isWildcard(host) ? addressesOf(interfaces, host === '::') : isIP(host) ? [host] : [];
	const ip = [...(site !== undefined && isIP(site) ? [site] : []), ...listening, '127.0.0.1'];
	return { dns: [...new Set(dns)], ip: [...new Set(ip)] };
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/**
 * Whether a certificate authority may be made for a name and, with it, for every name below. A name of one word in letters
 * alone may be a top-level domain, now or later: the authority of a machine called `shop` could speak for every web shop.
 */
function isSafeName(name: string | undefined): name is string {
	if (name === undefined || isIP(name) !== 0 || !HOST_NAME.test(name)) return false;
	return name.includes('.') || name === 'localhost' || (/[0-9-]/.test(name) && !name.startsWith('xn--'));
}

/** IPv6 only where the server listens on it. Link-local addresses are left out: a browser takes none with its zone. */
function addressesOf(interfaces: MachineFacts['interfaces'], withIPv6: boolean): string[] {
	const named = Object.entries(interfaces).sort(([a], [b]) => Number(VIRTUAL.test(a)) - Number(VIRTUAL.test(b)));
	const addresses = named.flatMap(([, list = []]) =>
		list.filter(({ internal, family }) => !internal && (withIPv6 || family === 'IPv4')).map(({ address }) => address)
	);
	return addresses.filter((address) => !/^(169\.254\.|fe80:)/i.test(address) && !isLoopback(address));
}
