import type { Malformed } from '#domain/kernel/event.ts';
import type { Result } from '#domain/kernel/result.ts';
import { ES256, keyId, type KeyId, type PublicKey } from '#domain/kernel/signature.ts';
import {
	isSamePlace,
	readHead,
	readReceipt,
	statementBytes,
	statementHash,
	type ChainPlace,
	type Head,
	type Receipt
} from '#domain/kernel/statement.ts';
import { isSignedBy } from '../auth/signatures.ts';
import { chainName, printChain, type ChainFacts, type Chains } from './chains.ts';
import type { DeviceKeyEntry, Evidence, Signed } from './evidence.ts';
import type { Finding } from './verdict.ts';

type Tell = (finding: Finding) => void;

/** A statement that could be read, and its place in the chain. */
interface Said<Statement> {
	readonly statement: Statement;
	readonly signature: string;
}

export interface Statements {
	readonly heads: readonly Said<Head>[];
	readonly receipts: readonly Said<Receipt>[];
}

export function readStatements({ heads, receipts }: Evidence, tell: Tell): Statements {
	return {
		heads: heads.flatMap((signed, index) => readSaid(signed, readHead, 'head', index, tell)),
		receipts: receipts.flatMap((signed, index) => readSaid(signed, readReceipt, 'receipt', index, tell))
	};
}

function readSaid<Statement>(
	{ statement, signature }: Signed,
	read: (value: unknown) => Result<Statement, Malformed>,
	kind: 'head' | 'receipt',
	index: number,
	tell: Tell
): Said<Statement>[] {
	const known = read(statement);
	if (known.ok && typeof signature === 'string') return [{ statement: known.value, signature }];
	const detail = known.ok ? 'its signature is no text' : known.error.reason;
	tell({ kind, about: `${kind} ${index + 1}`, detail });
	return [];
}

/** The places that statements speak of, by the names of their chains. */
export function placesIn({ heads, receipts }: Statements): ReadonlyMap<string, ReadonlySet<number>> {
	const places = new Map<string, Set<number>>();
	for (const { statement } of [...heads, ...receipts]) {
		const name = chainName(statement.device, statement.epoch);
		places.set(name, (places.get(name) ?? new Set()).add(statement.seq));
	}
	return places;
}

export interface Trust {
	/** The server's id as the evidence tells; undefined when it does not. */
	readonly server: string | undefined;
	/** What receipts may be signed with. */
	readonly serverKeys: readonly PublicKey[];
	readonly deviceKeys: readonly DeviceKeyEntry[];
}

export interface Checked {
	/** The places that the server signed, by the hash of the head it answered. */
	readonly receipts: ReadonlyMap<string, Receipt>;
	/** Up to where a chain is proven to be whole: a head of its device, and the server's receipt for it. */
	readonly proven: ReadonlyMap<string, number>;
	/** What an algorithm of later times signed. */
	readonly notCheckable: number;
}

/** Holds what was signed against the keys and the chains. */
export async function checkStatements(
	{ heads, receipts }: Statements,
	chains: Chains,
	trust: Trust,
	tell: Tell
): Promise<Checked> {
	const answered = new Map<string, Receipt>();
	const receiptHashes = new Set<string>();
	const proven = new Map<string, number>();
	let notCheckable = 0;

	for (const { statement, signature } of receipts) {
		const about = `receipt for number ${statement.seq} of ${printChain(statement)}`;
		const hash = statementHash(statement);
		if (receiptHashes.has(hash)) tell({ kind: 'repeated', about, detail: 'the same receipt a second time' });
		receiptHashes.add(hash);
		const key = trust.serverKeys.find((known) => keyId(known) === statement.key);
		const wrong = await faultOf(statement, signature, key, trust.server);
		if (wrong === 'not checkable') notCheckable++;
		else if (wrong !== null) tell({ kind: 'receipt', about, detail: wrong });
		else answered.set(statement.statement, statement);
		checkPlace(statement, chains, wrong === null, 'receipt', about, tell);
	}

	const said = new Set<string>();
	for (const { statement, signature } of heads) {
		const about = `head of number ${statement.seq} of ${printChain(statement)}`;
		const hash = statementHash(statement);
		if (said.has(hash)) tell({ kind: 'repeated', about, detail: 'the same head a second time' });
		said.add(hash);
		const wrong = await faultOf(statement, signature, deviceKeyOf(statement, chains, trust), trust.server);
		if (wrong === 'not checkable') notCheckable++;
		else if (wrong !== null) tell({ kind: 'head', about, detail: wrong });
		const isHere = checkPlace(statement, chains, wrong === null, 'head', about, tell);
		const receipt = answered.get(hash);
		if (receipt && !isSamePlace(receipt, statement)) {
			tell({ kind: 'receipt', about, detail: 'its receipt names another place' });
		} else if (receipt && wrong === null && isHere) {
			const name = chainName(statement.device, statement.epoch);
			proven.set(name, Math.max(statement.seq, proven.get(name) ?? 0));
		}
	}
	for (const [hash, receipt] of answered) {
		if (said.has(hash)) continue;
		const about = `receipt for number ${receipt.seq} of ${printChain(receipt)}`;
		tell({ kind: 'receipt', about, detail: 'the head that it answers is not here' });
	}
	return { receipts: answered, proven, notCheckable };
}

/** Why a statement is not what its signer said; null when it is. */
async function faultOf(
	statement: Head | Receipt,
	signature: string,
	key: PublicKey | undefined,
	server: string | undefined
): Promise<string | null> {
	if (server !== undefined && statement.server !== server) return 'it speaks of another server';
	if (key === undefined) return 'it is signed with a key that is not known here';
	if (statement.alg !== key.alg) return 'it names another algorithm than its key has';
	if (key.alg !== ES256) return 'not checkable';
	return (await isSignedBy(key, statementBytes(statement), signature)) ? null : 'its signature does not hold';
}

/** True where the chain that is here leads through the place. What nobody signed for proves nothing about what is missing. */
function checkPlace(
	place: ChainPlace,
	chains: Chains,
	isSigned: boolean,
	kind: 'head' | 'receipt',
	about: string,
	tell: Tell
): boolean {
	const chain = chains.byName.get(chainName(place.device, place.epoch));
	const here = chain?.at.get(place.seq) ?? [];
	if (here.includes(place.hash)) return chain !== undefined && chain.gapless >= place.seq;
	if (here.length > 0) tell({ kind, about, detail: 'another event stands in its place' });
	else if (isSigned && place.seq > (chain?.last ?? 0)) {
		const missing = place.seq - (chain?.last ?? 0);
		tell({ kind: 'end', about: printChain(place), detail: `the last ${missing} of ${place.seq} events are missing` });
	}
	return false;
}

/**
 * What the device said, at or before a place of its own chain, that it signs with. Where that is not here any more, what the server
 * had been given: a head whose chain was cut off still says so.
 */
function deviceKeyOf({ device, epoch, seq, key: id }: Head, chains: Chains, trust: Trust): PublicKey | undefined {
	const announced = announcedAt(chains, chainName(device, epoch), seq);
	const known = announced?.find((key) => key !== null && keyId(key) === id);
	if (known ?? announced) return known ?? undefined;
	return trust.deviceKeys.find((entry) => entry.device === device && keyId(entry.key) === id)?.key;
}

/** The last one; in a chain of two devices all that were said before. Undefined where the chain says nothing up to there. */
function announcedAt(chains: Chains, name: string, seq: number): readonly (PublicKey | null)[] | undefined {
	const passed = new Set<string>();
	for (let at: { chain: string; seq: number } | undefined = { chain: name, seq }; at && !passed.has(at.chain);) {
		passed.add(at.chain);
		const chain: ChainFacts | undefined = chains.byName.get(at.chain);
		const { seq: upTo } = at;
		const said = chain?.announced.filter((one) => one.seq <= upTo) ?? [];
		if (said.length > 0) return (chain?.isForked ? said : said.slice(-1)).map(({ key }) => key);
		at = chain?.from;
	}
	return undefined;
}

/** The keys that the server was given and that their devices never said are theirs. */
export function checkDeviceKeys(deviceKeys: readonly DeviceKeyEntry[], chains: Chains, tell: Tell): void {
	const announced = new Map<string, Set<KeyId>>();
	for (const { device, announced: said } of chains.byName.values()) {
		const known = announced.get(device) ?? new Set();
		announced.set(device, known);
		for (const { key } of said) if (key !== null) known.add(keyId(key));
	}
	for (const { device, key } of deviceKeys) {
		const own = announced.get(device);
		if (own === undefined || own.size === 0 || own.has(keyId(key))) continue;
		tell({ kind: 'key', about: `device ${device.toUpperCase()}`, detail: 'its key at the server is none of its own' });
	}
}
