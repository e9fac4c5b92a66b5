import { fingerprintOf } from '../tls/fingerprint.ts';
import type { Network } from './network.ts';
import { describeNetwork } from '../tls/terminal.ts';

export interface Announcement {
	readonly network: Network;
	/** Where this machine's own browser opens it. */
	readonly own: string;
	/** Of the install page, where there is one. */
	readonly install: string | undefined;
	readonly siteAddress: string;
	/** The administrator's name and a password that was drawn for them now, to be shown this once. */
	readonly drawn: { readonly name: string; readonly password: string } | undefined;
	readonly code: string | undefined;
	readonly isTerminal: boolean;
}

/** What whoever starts the server reads, on its way to the terminal and not into the log; the last line says that it is ready. */
export async function announce(announcement: Announcement): Promise<string> {
	const { network, own, install, siteAddress, drawn, code, isTerminal } = announcement;
	const { source, authority } = network;
	const lines: string[] = [];
	if (drawn !== undefined) lines.push(`administrator ${drawn.name}, password ${drawn.password} (shown this once)`);
	if (source !== undefined) {
		const fingerprint = authority && fingerprintOf(authority);
		const origins = network.origins();
		lines.push(await describeNetwork({ address: siteAddress, origins, install, fingerprint }, isTerminal));
	}
	if (code !== undefined) {
		lines.push(`enrolment code ${code} (for the first device; valid until used or until a restart)`);
		lines.push(`to enrol this browser open ${source === undefined ? own : siteAddress}/enrol#${code}`);
		if (source !== undefined) lines.push('the address is fixed with that: choose it before (SITE_ADDRESS)');
	}
	lines.push(`listening on ${own}`);
	return lines.join('\n');
}
