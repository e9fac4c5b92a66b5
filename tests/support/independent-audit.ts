import { createHash, createPublicKey, verify } from 'node:crypto';
import { base32OfHex, canonicalText, sha256Hex } from '../golden/second-opinion.ts';

/**
 * The audit of an export once more, written from the description of its lines with other means than the app's: what both say
 * of a file is unlikely to be one mistake made twice. All of the file is in memory at once.
 */
export interface SecondVerdict {
	readonly sound: boolean;
	readonly completeness: 'proven' | 'not provable' | 'incomplete';
	/** For whoever looks into a disagreement. */
	readonly notes: readonly string[];
}

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a line holds

const BESIDE = /^(personal|signature|receipt|attachment):|^_design\//;

export function auditAnew(bytes: Buffer): SecondVerdict {
	const notes: string[] = [];
	let [changed, missing] = [0, 0];
	const wrong = (note: string): void => void (changed++, notes.push(note));
	const gone = (note: string): void => void (missing++, notes.push(note));

	const lines = readLines(bytes, wrong);
	const of = (...members: string[]): Json[] =>
		lines.filter((line) => members.every((member) => member in line) && Object.keys(line).length === members.length);
	const [sealed] = of('export', 'signature').slice(-1);
	const heads = of('signature', 'statement');
	const receipts = of('receipt', 'signature');
	const servers = of('keys', 'server');
	const given = of('device', 'key');
	const documents = lines.filter((line) => '_id' in line);
	checkSeal(bytes, sealed, { documents, heads, receipts, deviceKeys: given, servers }, wrong);
	if (servers.length > 1) wrong('several servers');
	const server = servers[0]?.server as string | undefined;
	const serverKeys = (servers[0]?.keys ?? []) as Json[];

	const named = new Set<string>();
	const beside = documents.filter(({ _id }) => BESIDE.test(_id));
	for (const document of beside) {
		if (named.has(document._id)) wrong(`twice ${document._id}`);
		named.add(document._id);
		if (document._id.startsWith('personal:') && document._deleted !== true && !isText(document)) wrong('a text');
	}

	const events = new Map<string, Json & { hash: string }>();
	for (const document of documents) {
		if (BESIDE.test(document._id)) continue;
		const hash = hashOfEvent(document);
		if (hash === undefined) wrong(`altered ${document._id}`);
		else if (events.has(document._id)) wrong(`twice ${document._id}`);
		else events.set(document._id, { ...document, hash });
	}
	const chains = Map.groupBy(events.values(), ({ device, epoch }) => `${device}${epoch}`);
	const hashes = new Map([...events.values()].map((event) => [event.device + event.hash, event]));
	const shortHashes = new Set([...events.keys()].map((id) => id.slice(-16)));
	for (const event of events.values()) {
		const known = [event.heads, event.rights ?? {}].flatMap((lists) => Object.values(lists as Json).flat());
		for (const id of [...known, ...(event.unread ?? [])] as string[]) {
			if (!shortHashes.has(id.slice(-16))) gone(`unknown ${id}`);
		}
		const accepted = event.type === 'DeviceRevoked' ? ((event.data.accepted ?? []) as Json[]) : [];
		for (const { hash } of accepted) if (!shortHashes.has(base32OfHex(hash, 16))) gone(`accepted ${hash}`);
		for (const [name, seq] of Object.entries((event.seen ?? {}) as Record<string, number>)) {
			if (Math.max(0, ...(chains.get(name) ?? []).map((other) => other.seq)) < seq) gone(`seen ${name}`);
		}
	}
	for (const [name, chain] of chains) checkChain(name, chain, hashes, wrong, gone);

	const answered = new Map<string, Json>();
	const seenReceipts = new Set<string>();
	for (const { receipt, signature } of receipts) {
		if (!isStatement(receipt, 'receipt')) {
			wrong('a malformed receipt');
			continue;
		}
		const text = canonicalText(receipt);
		if (seenReceipts.has(text)) wrong('a receipt twice');
		seenReceipts.add(text);
		const key = serverKeys.find((one) => idOfKey(one) === receipt.key);
		const holds = receipt.server === server && isSigned(key, receipt, signature);
		if (holds) answered.set(receipt.statement, receipt);
		else wrong('a receipt');
		checkPlace(receipt, chains, holds, wrong, gone);
	}
	const said = new Set<string>();
	const proven = new Map<string, number>();
	for (const { statement, signature } of heads) {
		if (!isStatement(statement, 'head')) {
			wrong('a malformed head');
			continue;
		}
		const hash = sha256Hex(canonicalText(statement));
		if (said.has(hash)) wrong('a head twice');
		said.add(hash);
		const key = keyInForce(statement, chains, hashes, given);
		const holds = statement.server === server && isSigned(key, statement, signature);
		if (!holds) wrong('a head');
		const isHere = checkPlace(statement, chains, holds, wrong, gone);
		const receipt = answered.get(hash);
		const samePlace = receipt && ['device', 'epoch', 'seq', 'hash'].every((part) => receipt[part] === statement[part]);
		if (receipt && !samePlace) wrong('a receipt of another place');
		else if (receipt && holds && isHere) {
			const name = `${statement.device}${statement.epoch}`;
			proven.set(name, Math.max(proven.get(name) ?? 0, statement.seq));
		}
	}
	for (const hash of answered.keys()) if (!said.has(hash)) wrong('a receipt without its head');
	for (const { device, key } of given) {
		const own = [...events.values()].filter((event) => isOwnKey(event) && event.device === device && event.data.key);
		if (own.length > 0 && !own.some(({ data }) => idOfKey(data.key) === idOfKey(key))) wrong('a key of nobody');
	}

	const isProven = [...chains].every(([name, chain]) => proven.get(name) === Math.max(...chain.map(({ seq }) => seq)));
	const whole = isProven && chains.size > 0 && changed === 0;
	return { sound: changed === 0, completeness: missing > 0 ? 'incomplete' : whole ? 'proven' : 'not provable', notes };
}

function readLines(bytes: Buffer, wrong: (note: string) => void): Json[] {
	const lines: Json[] = [];
	const texts = bytes.toString('latin1').split('\n');
	if (texts.pop() !== '') wrong('the last line has no end');
	for (const text of texts) {
		try {
			const line = JSON.parse(
				new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'latin1'))
			);
			if (Buffer.from(canonicalText(line)).toString('latin1') !== text) throw new Error('another writing');
			const kinds = ['_id', 'statement', 'receipt', 'device', 'keys', 'export'];
			if (!kinds.some((kind) => kind in line)) throw new Error('of no kind');
			lines.push(line);
		} catch {
			wrong('an unreadable line');
		}
	}
	return lines;
}

function checkSeal(
	bytes: Buffer,
	sealed: Json | undefined,
	kinds: Readonly<Record<string, readonly Json[]>>,
	wrong: (note: string) => void
): void {
	const end = bytes.lastIndexOf(10, bytes.length - 2) + 1;
	const last = bytes.subarray(end).toString();
	if (sealed === undefined || last !== `${canonicalText(sealed)}\n`) return wrong('no seal at the end');
	const { export: seal, signature } = sealed;
	if (seal.hash !== createHash('sha256').update(bytes.subarray(0, end)).digest('hex')) wrong('another file');
	for (const [kind, lines] of Object.entries(kinds)) if (seal.counts?.[kind] !== lines.length) wrong('another count');
	const keys = (kinds['servers'] ?? [])
		.filter((line) => line.server === seal.server)
		.flatMap((line) => line.keys as Json[]);
	const key = keys.find((one) => idOfKey(one) === seal.key);
	if (seal.says !== 'export' || !isSigned(key, seal, signature)) wrong('the seal');
}

/** Undefined where the document is not the one that its id names. */
function hashOfEvent({ _id, _rev, ...body }: Json): string | undefined {
	const hash = sha256Hex(canonicalText(body));
	const { stream, hlc, device, epoch, seq, prev } = body;
	const id = `${stream}:${hlc}:${device}${epoch}:${base32OfHex(hash, 16)}`;
	const isPlaced = Number.isSafeInteger(seq) && seq > 0 && (prev === null ? seq === 1 : /^[0-9a-f]{64}$/.test(prev));
	return _id === id && _rev === `1-${hash.slice(0, 32)}` && body.f === 1 && isPlaced ? hash : undefined;
}

function isText({ _id, _rev, ...text }: Json): boolean {
	const hash = sha256Hex(canonicalText(text));
	const isWhole = Object.keys(text).sort().join() === 'personal,salt,text' && text.personal === 1;
	return isWhole && _id === `personal:${base32OfHex(hash, 26)}` && _rev === `1-${hash.slice(0, 32)}`;
}

type Event = Json & { readonly hash: string };

function checkChain(
	name: string,
	chain: readonly Event[],
	hashes: ReadonlyMap<string, Event>,
	wrong: (note: string) => void,
	gone: (note: string) => void
): void {
	const places = Map.groupBy(chain, ({ seq }) => seq as number);
	const last = Math.max(...places.keys());
	for (let seq = 1; seq <= last; seq++) {
		const here = places.get(seq) ?? [];
		if (here.length === 0) gone(`gap ${name} ${seq}`);
		if (here.length > 1) wrong(`fork ${name} ${seq}`);
		const before = places.get(seq - 1);
		for (const { prev, device } of here) {
			if (seq > 1 && before && !before.some(({ hash }) => hash === prev)) wrong(`broken ${name} ${seq}`);
			if (seq === 1 && prev !== null && !hashes.has(device + prev)) gone(`start ${name}`);
		}
	}
}

const isOwnKey = ({ type, v, data, device }: Json): boolean =>
	type === 'DeviceKeyAnnounced' && v === 1 && data.number === device;

/** The key that the chain said last, at or before the head, going back through the epochs it comes from. */
function keyInForce(
	head: Json,
	chains: ReadonlyMap<string, readonly Event[]>,
	hashes: ReadonlyMap<string, Event>,
	given: readonly Json[]
): Json | undefined {
	let [name, upTo] = [`${head.device}${head.epoch}`, head.seq as number];
	for (let steps = 0; steps < 100; steps++) {
		const chain = chains.get(name) ?? [];
		const said = chain.filter((event) => isOwnKey(event) && event.seq <= upTo).sort((a, b) => a.seq - b.seq);
		if (said.length > 0) {
			const isForked = new Set(chain.map(({ seq }) => seq)).size < chain.length;
			const inForce = isForked ? said : said.slice(-1);
			return (
				inForce.map(({ data }) => data.key as Json | null).find((key) => key && idOfKey(key) === head.key) ?? undefined
			);
		}
		const from = chain
			.filter(({ seq, prev }) => seq === 1 && prev !== null)
			.map(({ device, prev }) => hashes.get(device + prev));
		if (from[0] === undefined) break;
		[name, upTo] = [`${from[0].device}${from[0].epoch}`, from[0].seq];
	}
	return given.find(({ device, key }) => device === head.device && idOfKey(key) === head.key)?.key as Json | undefined;
}

function checkPlace(
	{ device, epoch, seq, hash }: Json,
	chains: ReadonlyMap<string, readonly Event[]>,
	isSaid: boolean,
	wrong: (note: string) => void,
	gone: (note: string) => void
): boolean {
	const chain = chains.get(`${device}${epoch}`) ?? [];
	const here = chain.filter((event) => event.seq === seq);
	if (here.some((event) => event.hash === hash)) {
		return Array.from({ length: seq }, (_, at) => at + 1).every((at) => chain.some((event) => event.seq === at));
	}
	if (here.length > 0) wrong(`another event at ${seq}`);
	else if (isSaid && seq > Math.max(0, ...chain.map((event) => event.seq))) gone(`the end up to ${seq}`);
	return false;
}

const HEX = /^[0-9a-f]{64}$/;
const WALL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/;

function isStatement(value: Json, says: 'head' | 'receipt'): boolean {
	if (typeof value !== 'object' || value === null) return false;
	const { f, alg, key, server, device, epoch, seq, hash } = value;
	const isPlaced = Number.isSafeInteger(seq) && seq > 0 && HEX.test(hash);
	const isCommon =
		f === 1 && value.says === says && typeof alg === 'string' && HEX.test(key) && /^[0-9a-f]{32}$/.test(server);
	const isOwn =
		says === 'head'
			? isWall(value.at)
			: isWall(value.received) && HEX.test(value.statement) && /^[0-9a-z]{1,32}$/.test(value.generation);
	return (
		isPlaced && isCommon && isOwn && /^[0-9a-hjkmnp-tv-z]{3}$/.test(device) && /^[0-9a-hjkmnp-tv-z]{5}$/.test(epoch)
	);
}

function isWall(at: unknown): boolean {
	if (typeof at !== 'string' || !WALL.test(at)) return false;
	const [zoneHours = 99, zoneMinutes = 99] = at.slice(24).split(':').map(Number);
	const day = new Date(`${at.slice(0, 23)}Z`);
	return (
		!Number.isNaN(day.getTime()) &&
		day.toISOString().slice(0, 23) === at.slice(0, 23) &&
		zoneHours <= 14 &&
		zoneMinutes < 60
	);
}

const idOfKey = ({ alg, key }: Json): string => sha256Hex(canonicalText({ alg, key }));

function isSigned(key: Json | undefined, statement: Json, signature: unknown): boolean {
	if (key === undefined || key.alg !== 'ES256' || statement.alg !== 'ES256' || typeof signature !== 'string')
		return false;
	const point = Buffer.from(String(key.key), 'base64url');
	const bytes = Buffer.from(signature, 'base64url');
	if (bytes.length !== 64 || bytes.toString('base64url') !== signature || point.length !== 65 || point[0] !== 4)
		return false;
	if (point.toString('base64url') !== key.key) return false;
	const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
	try {
		const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
		const data = Buffer.from(canonicalText(statement));
		return verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
	} catch {
		return false;
	}
}
