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

/** Made once: every request is asked about, and making a list takes longer than the rest of most requests. */
const LOOPBACK = listOf(['127.0.0.0/8', '::1/128']);

/** This machine's own address. IPv4 on an IPv6 socket is spelled `::ffff:127.0.0.1`. */
export const isLoopback = (address: string): boolean => isOn(LOOPBACK, address.replace(/^::ffff:(?=\d+\.)/i, ''));

/** A host of an address that browsers take for this machine without asking anybody. */
export function isLoopbackHost(host: string): boolean {
	const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
	return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name);
}
