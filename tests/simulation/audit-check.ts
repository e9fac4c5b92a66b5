import { audit } from '#sync-server/audit/audit.ts';
import { openSiteFiles } from '#sync-server/audit/site-files.ts';
import type { Finding } from '#sync-server/audit/verdict.ts';
import type { Ledger } from './ledger.ts';
import type { SiteServer } from './server.ts';
import { ROTTEN_SEQ } from './troubles.ts';
import type { Violation } from './violation.ts';

/**
 * Whatever the network, the devices and the server went through, an audit of the server's files finds nothing but what was
 * really done to them: documents that are no events, and a device that was copied; and that what a device took with it, which is
 * gone for good, is missing.
 */
export async function checkAudit(
	{ directory }: SiteServer,
	{ poisoned, cloned, unheard }: Pick<Ledger, 'poisoned' | 'cloned' | 'unheard'>,
	forgotten: ReadonlySet<string>
): Promise<Violation[]> {
	if (directory === undefined) return [];
	const files = await openSiteFiles(directory);
	try {
		const { integrity, completeness } = await audit(files.evidence);
		const isOf = ({ about }: Finding, devices: ReadonlySet<string>): boolean =>
			[...devices].some((device) => about.includes(`:${device}`) || about.includes(`device ${device.toUpperCase()},`));
		const gone = [...unheard.values()].filter(({ device }) => forgotten.has(device)).map(({ _id }) => _id);
		// who takes a right away says what they had seen, and a row that rotted in their own log is among it
		const isRot = ({ detail }: Finding): boolean => detail.startsWith(`others had seen number ${ROTTEN_SEQ};`);
		const isExpected = (finding: Finding): boolean =>
			isRot(finding) || poisoned.has(finding.about) || isOf(finding, cloned) || (isLoss(finding) && isGone(finding));
		const isGone = (finding: Finding): boolean =>
			isOf(finding, forgotten) || gone.some((id) => finding.detail.endsWith(id.slice(-16)));
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

const isLoss = ({ kind }: Finding): boolean => ['gap', 'end', 'start', 'unknown'].includes(kind);
