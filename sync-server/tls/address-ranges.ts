import { BlockList, isIP } from 'node:net';

/** `10.0.0.0/8`; a single address is one of 32 or 128 bits. */
export type Range = `${string}/${number}`;

/** What RFC 1918 and RFC 4193 set aside for networks of one's own, and the machine itself. */
export const PRIVATE_RANGES: readonly Range[] = [
	'10.0.0.0/8',
	'172.16.0.0/12',
	'192.168.0.0/16',
	'127.0.0.0/8',
	'fc00::/7',
	'::1/128'
];

export const single = (address: string): Range => `${address}/${isIP(address) === 6 ? 128 : 32}`;

/** A range as people write it: `10.0.0.5`, `10.0.0.0/24`, `::1`. Undefined when it is none. */
export function readRange(text: string): Range | undefined {
	const [address = '', bits, ...rest] = text.split('/');
	const family = isIP(address);
	if (family === 0 || rest.length > 0) return undefined;
	if (bits === undefined) return single(address);
	const isLength = /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
	return isLength ? `${address}/${Number(bits)}` : undefined;
}

export const isWithin = (address: string, ranges: readonly Range[]): boolean => isOn(listOf(ranges), address);

function listOf(ranges: readonly Range[]): BlockList {
	const list = new BlockList();
	for (const range of ranges) {
		const [network = '', bits = ''] = range.split('/');
		list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4');
	}
	return list;
}

function isOn(list: BlockList, address: string): boolean {
	const family = isIP(address);
	return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Whether the other end of a connection is within: IPv4 on an IPv6 socket is spelled `::ffff:127.0.0.1`. The list is made once:
 * every request is asked about, and making one takes longer than the rest of most requests.
 */
export function peersWithin(ranges: readonly Range[]): (address: string) => boolean {
	const list = listOf(ranges);
	return (address) => isOn(list, address.replace(/^::ffff:(?=\d+\.)/i, ''));
}

export const LOOPBACK: readonly Range[] = ['127.0.0.0/8', '::1/128'];

/** This machine's own address. */
export const isLoopback = peersWithin(LOOPBACK);

/** A host of an address that browsers take for this machine without asking anybody. */
export function isLoopbackHost(host: string): boolean {
	const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
	return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name);
}
