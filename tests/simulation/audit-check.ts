import { audit } from '#sync-server/audit/audit.ts';
import { openSiteFiles } from '#sync-server/audit/site-files.ts';
import type { Finding } from '#sync-server/audit/verdict.ts';
import type { Ledger } from './ledger.ts';
import type { SiteServer } from './server.ts';
import type { Violation } from './violation.ts';

/**
 * Whatever the network, the devices and the server went through, an audit of the server's files finds nothing but what was
 * really done to them: documents that are no events, and a device that was copied.
 */
export async function checkAudit(
	{ directory }: SiteServer,
	{ poisoned, cloned }: Pick<Ledger, 'poisoned' | 'cloned'>
): Promise<Violation[]> {
	if (directory === undefined) return [];
	const files = await openSiteFiles(directory);
	try {
		const { integrity, completeness } = await audit(files.evidence);
		const isExpected = ({ about }: Finding): boolean =>
			poisoned.has(about) ||
			[...cloned].some((device) => about.includes(`:${device}`) || about.includes(`device ${device.toUpperCase()},`));
		const told = (findings: readonly Finding[], harm: Violation['harm']): Violation[] =>
			findings
				.filter((finding) => !isExpected(finding))
				.map(({ kind, about, detail }) => ({
					harm,
					check: 'an audit of the server finds nothing',
					detail: `${kind}, ${about}: ${detail}`
				}));
		return [...told(integrity.findings, 'broken'), ...told(completeness.findings, 'lost')];
	} finally {
		files.close();
	}
}
