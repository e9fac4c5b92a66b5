import { toString as drawQr } from 'qrcode';
import { isLoopbackHost } from './address-ranges.ts';
import { fingerprintGroups } from './fingerprint.ts';

export interface Reachable {
	/** The site's own. */
	readonly address: string;
	/** Every origin that is answered at. */
	readonly origins: readonly string[];
	/** Where a device gets the authority's certificate; undefined with a certificate that it trusts already. */
	readonly install: string | undefined;
	readonly fingerprint: string | null;
}

/** What the person at the terminal shows to phones. `isTerminal` tells whether colours can be drawn. */
export async function describeNetwork(reachable: Reachable, isTerminal: boolean): Promise<string> {
	const { address, origins, install, fingerprint } = reachable;
	const isLocal = (origin: string): boolean => isLoopbackHost(new URL(origin).hostname);
	const local = origins.find((origin) => isLocal(origin) && origin.startsWith('http:'));
	// drawn with the terminal's colours a code is dark on light in every theme
	const code = await drawQr(install ?? address, isTerminal ? { type: 'terminal', small: true } : { type: 'utf8' });
	const lines = [
		code.trimEnd(),
		...(install === undefined
			? []
			: [`new devices   ${install}  (scan the code: the certificate and how to install it)`]),
		`address       ${address}`,
		...origins.filter((origin) => origin !== address && !isLocal(origin)).map((origin) => `also          ${origin}`),
		...(local === undefined ? [] : [`this machine  ${local}`]),
		...(fingerprint === null ? [] : [`authority     SHA-256 ${fingerprintGroups(fingerprint)}`])
	];
	return lines.join('\n');
}
