import { printChain } from './chains.ts';
import type { AuditReport, ChainReport, Finding } from './verdict.ts';

/** Findings of each kind that a person is shown; the rest is counted, and all of them are in the JSON. */
const MOST_SHOWN = 20;

/** The report in plain words, a line each. */
export function reportLines(report: AuditReport): string[] {
	const { counts, serverKey, integrity, completeness, remarks, unlisted } = report;
	return [
		`${counted(counts.events, 'event')} of ${counted(counts.devices, 'device')}, ${counted(counts.texts, 'personal text')}, ` +
			`${counted(counts.heads, 'signed head')}, ${counted(counts.receipts, 'receipt')}`,
		...(counts.textsNotHere > 0 ? [`${counted(counts.textsNotHere, 'text')} erased or withheld: no fault`] : []),
		'',
		integrity.sound
			? 'INTEGRITY: sound. Nothing that is here was changed.'
			: 'INTEGRITY: BROKEN. What is here is not what was recorded:',
		...findingLines(integrity.findings),
		'',
		...completenessLines(completeness),
		'',
		...keyLines(serverKey),
		...remarks.map((remark) => `Note: ${remark}.`),
		...(unlisted > 0 ? [`${unlisted} more findings are not listed.`] : [])
	];
}

function completenessLines({ verdict, findings, chains }: AuditReport['completeness']): string[] {
	const open = chains.filter(({ proven, last }) => proven < last);
	switch (verdict) {
		case 'proven':
			return ['COMPLETENESS: proven. Every chain ends where its device and the server signed that it does.'];
		case 'incomplete':
			return ['COMPLETENESS: INCOMPLETE. Something is missing:', ...findingLines(findings)];
		case 'not provable':
			return [
				'COMPLETENESS: not provable. Nothing is known to be missing, but nobody signed where these chains end:',
				...open.slice(0, MOST_SHOWN).map((chain) => `  ${openWords(chain)}`),
				...(open.length > MOST_SHOWN ? [`  and ${open.length - MOST_SHOWN} more`] : [])
			];
	}
}

const openWords = (chain: ChainReport): string =>
	`${printChain(chain)}: ${chain.proven === 0 ? 'nothing' : `up to number ${chain.proven}`} of ${chain.last} is proven`;

function keyLines(serverKey: AuditReport['serverKey']): string[] {
	if (serverKey === null) return ['There is no key of the server to hold receipts against.'];
	return serverKey.given
		? [`The server's key is the one that was given: ${serverKey.id}`]
		: [
				`The server's key, as the evidence itself tells: ${serverKey.id}`,
				'Whoever can rewrite all of it can rewrite this too: compare it with the key kept elsewhere (--server-key).'
			];
}

const findingLines = (findings: readonly Finding[]): string[] => [
	...findings.slice(0, MOST_SHOWN).map(({ about, detail }) => `  ${about}: ${detail}`),
	...(findings.length > MOST_SHOWN ? [`  and ${findings.length - MOST_SHOWN} more`] : [])
];

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
