import { readPersonal, isPersonalId } from '#domain/kernel/personal.ts';
import { keyId, type PublicKey } from '#domain/kernel/signature.ts';
import { followChains, printChain, type Chains } from './chains.ts';
import type { Evidence, ServerEntry } from './evidence.ts';
import { createHashSet, type HashSet } from './hash-set.ts';
import { checkDeviceKeys, checkStatements, placesIn, readStatements, type Checked } from './signed.ts';
import type { AuditReport, ChainReport, Finding, FindingKind } from './verdict.ts';

export interface AuditOptions {
	/** A server's key that is known from outside, by its id (64 hex) or as its text: nothing else counts as the server's then. */
	readonly serverKey?: string | undefined;
}

/** Findings that are listed; of a ruined file nobody reads more. */
const MOST_LISTED = 1_000;

const MISSING: ReadonlySet<FindingKind> = new Set(['gap', 'end', 'start', 'unknown']);

/**
 * Holds evidence against itself: every event against its id, every chain against its links, what was signed against the keys, and
 * what events and signatures know of against what is there. Needs no network and no server, and believes nothing but the
 * key it is given.
 */
export async function audit(evidence: Evidence, { serverKey: given }: AuditOptions = {}): Promise<AuditReport> {
	const findings: Finding[] = [];
	let [unlisted, changed, missing] = [0, 0, 0];
	const tell = (finding: Finding): void => {
		if (MISSING.has(finding.kind)) missing++;
		else changed++;
		if (findings.length < MOST_LISTED) findings.push(finding);
		else unlisted++;
	};
	const remarks: string[] = [];
	for (const detail of evidence.damage) tell({ kind: 'damaged', about: 'the file', detail });

	const server = checkServers(evidence.servers, tell);
	const serverKeys = trustedKeys(server?.keys ?? [], given, tell);
	const { sealedBy } = evidence;
	if (given !== undefined && sealedBy !== null && !isGiven(sealedBy, given)) {
		tell({ kind: 'damaged', about: 'the file', detail: 'it is closed with another key than the one that was given' });
	}
	const statements = readStatements(evidence, tell);
	const chains = followChains(evidence, placesIn(statements), tell);
	checkWhatWasSeen(chains, tell);
	const { texts, others } = checkOthers(evidence, remarks, tell);
	const trust = { server: server?.server, serverKeys, deviceKeys: evidence.deviceKeys };
	const checked = await checkStatements(statements, chains, trust, tell);
	checkDeviceKeys(evidence.deviceKeys, chains, tell);
	if (checked.notCheckable > 0)
		remarks.push(`${checked.notCheckable} signatures are of a kind this version cannot check`);
	if (!evidence.hasTexts) remarks.push('names and other personal texts were left out');

	const reports = reportChains(chains, checked);
	const isProven = reports.every(({ last, proven }) => proven === last) && reports.length > 0;
	const [trusted] = serverKeys;
	return {
		counts: {
			events: chains.events,
			devices: new Set(reports.map(({ device }) => device)).size,
			texts: texts.numbers().length,
			textsNotHere: chains.texts.lackedBy(texts),
			heads: statements.heads.length,
			receipts: statements.receipts.length,
			otherDocuments: others
		},
		serverKey: trusted ? { id: keyId(trusted), given: given !== undefined } : null,
		integrity: { sound: changed === 0, findings: findings.filter(({ kind }) => !MISSING.has(kind)) },
		completeness: {
			verdict: missing > 0 ? 'incomplete' : isProven && changed === 0 ? 'proven' : 'not provable',
			findings: findings.filter(({ kind }) => MISSING.has(kind)),
			chains: reports
		},
		remarks,
		unlisted
	};
}

type Tell = (finding: Finding) => void;

function checkServers(servers: readonly ServerEntry[], tell: Tell): ServerEntry | undefined {
	if (servers.length > 1) tell({ kind: 'key', about: 'the server', detail: 'it is named more than once' });
	return servers[0];
}

const isGiven = (key: PublicKey, given: string): boolean => key.key === given || keyId(key) === given;

/** Without a key from outside the server's own word is all there is. */
function trustedKeys(told: readonly PublicKey[], given: string | undefined, tell: Tell): readonly PublicKey[] {
	if (given === undefined) return told;
	const same = told.filter((key) => isGiven(key, given));
	if (same.length === 0 && told.length > 0) {
		tell({ kind: 'key', about: 'the server', detail: 'its key is another one than the one that was given' });
	}
	return same;
}

/** What others had seen has to be here. */
function checkWhatWasSeen({ byName, seen }: Chains, tell: Tell): void {
	for (const [name, seq] of seen) {
		const last = byName.get(name)?.last ?? 0;
		if (last >= seq) continue;
		const chain = { device: name.slice(0, 3), epoch: name.slice(3) };
		tell({
			kind: 'end',
			about: printChain(chain),
			detail: `others had seen number ${seq}; the last one here is ${last}`
		});
	}
}

/** Personal texts by their hashes; what else lies in the database is counted. */
function checkOthers(
	evidence: Evidence,
	remarks: string[],
	tell: Tell
): { readonly texts: HashSet; readonly others: number } {
	const texts = createHashSet();
	let [others, before] = [0, ''];
	for (const { place, document } of evidence.others()) {
		if (!document.ok) {
			tell({ kind: 'unreadable', about: place, detail: document.error.reason });
			continue;
		}
		const id = String(document.value['_id']);
		if (id === before) tell({ kind: 'repeated', about: place, detail: 'the same document a second time' });
		before = id;
		if (!isPersonalId(id)) others++;
		else if (document.value['_deleted'] !== true) {
			const text = readPersonal(document.value);
			if (text.ok) texts.add(id.slice(id.indexOf(':') + 1));
			else tell({ kind: 'altered', about: place, detail: text.error.reason });
		}
	}
	if (others > 0) remarks.push(`${others} documents are neither events nor texts`);
	return { texts, others };
}

const reportChains = (chains: Chains, { proven }: Checked): ChainReport[] =>
	[...chains.byName].map(([name, { device, epoch, events, last }]) => ({
		device,
		epoch,
		events,
		last,
		proven: proven.get(name) ?? 0
	}));
