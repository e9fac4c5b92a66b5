import { createHash } from 'node:crypto';
import { canonicalText, sealByHand, sha256Hex } from '../golden/second-opinion.ts';

/** What somebody did to an export. */
export interface Mutation {
	readonly name: string;
	readonly bytes: Buffer;
}

/**
 * How far the forger goes: `vandal` changes the file and leaves its end as it was; `forger` closes it anew with a server key of
 * his own; `insider` closes it anew with the server's own key.
 */
export type Hand = 'vandal' | 'forger' | 'insider';

/** With which a forger closes the file; `sign` as the server does. */
export interface Closer {
	readonly publicKey: { readonly alg: string; readonly key: string };
	readonly sign: (bytes: Uint8Array) => Promise<string>;
}

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a line holds
type Draw = (below: number) => number;

/** One of the ways to change an export that no audit may miss. `random` answers from 0 up to 1. */
export async function mutateExport(
	bytes: Buffer,
	hand: Hand,
	closers: { readonly forger: Closer; readonly insider: Closer },
	random: () => number
): Promise<Mutation> {
	const draw: Draw = (below) => Math.floor(random() * below);
	for (;;) {
		const lines = bytes
			.toString()
			.split('\n')
			.slice(0, -1)
			.map((line) => JSON.parse(line) as Json);
		const seal = lines.pop() as Json;
		const change = ofHand(hand)[draw(ofHand(hand).length)]!;
		if (change === editByte || change === cutBytes) return { name: change.name, bytes: change(bytes, draw) };
		const name = (change as Change)(lines, draw, hand);
		if (name === undefined) continue;
		const mutated = await close(lines, seal, hand, closers);
		if (!mutated.equals(bytes)) return { name: `${hand}: ${name}`, bytes: mutated };
	}
}

/** Changes the lines in place and answers what it did; undefined where there is nothing of its kind. */
type Change = (lines: Json[], draw: Draw, hand: Hand) => string | undefined;

const ofHand = (hand: Hand): readonly (Change | typeof editByte)[] =>
	hand === 'vandal' ? [editByte, editByte, cutBytes, reorder, insert, ...CHANGES] : CHANGES;

function editByte(bytes: Buffer, draw: Draw): Buffer {
	const edited = Buffer.from(bytes);
	const at = draw(edited.length);
	edited[at] = (edited[at]! + 1 + draw(255)) % 256;
	return edited;
}

function cutBytes(bytes: Buffer, draw: Draw): Buffer {
	return bytes.subarray(0, bytes.length - 1 - draw(bytes.length - 1));
}

const editField: Change = (lines, draw, hand) => {
	const line = pick(
		lines.filter((one) => hand !== 'insider' || isBound(one)),
		draw
	);
	if (line === undefined) return undefined;
	const leaves = leavesOf(line);
	const { of, member } = leaves[draw(leaves.length)]!;
	of[member] = otherThan(of[member], draw);
	return `edit ${member}`;
};

const deleteLine: Change = (lines, draw, hand) => {
	const line = pick(
		lines.filter((one) => hand !== 'insider' || (isBound(one) && !isText(one))),
		draw
	);
	if (line === undefined) return undefined;
	lines.splice(lines.indexOf(line), 1);
	return `delete ${kindOf(line)}`;
};

const repeat: Change = (lines, draw, hand) => {
	const line = pick(
		lines.filter((one) => hand !== 'insider' || isBound(one)),
		draw
	);
	if (line === undefined) return undefined;
	lines.splice(draw(lines.length + 1), 0, structuredClone(line));
	return `repeat ${kindOf(line)}`;
};

/** Another event for one that is here, sound in itself: beside it, or in its place. */
const cloneEvent: Change = (lines, draw) => {
	const event = pick(lines.filter(isEvent), draw);
	if (event === undefined) return undefined;
	const { _id, _rev, ...body } = structuredClone(event);
	const changed = sealByHand({
		...body,
		...(draw(2) === 0 ? { at: '2026-01-01T00:00:00.000+00:00' } : { by: ['p1'] })
	});
	if (changed['_id'] === _id) return undefined;
	const instead = draw(2) === 0;
	lines.splice(lines.indexOf(event), instead ? 1 : 0, changed);
	return instead ? 'another event in its place' : 'another event beside it';
};

/** Two events of a chain change places, each with an id that is right. */
const renumber: Change = (lines, draw) => {
	const first = pick(lines.filter(isEvent), draw);
	const others = lines.filter(
		(one) => isEvent(one) && first && one.device === first.device && one.epoch === first.epoch && one !== first
	);
	const second = pick(others, draw);
	if (first === undefined || second === undefined) return undefined;
	for (const [event, { seq, prev }] of [
		[first, { ...second }],
		[second, { ...first }]
	] as const) {
		const { _id, _rev, ...body } = event;
		lines.splice(lines.indexOf(event), 1, sealByHand({ ...body, seq, prev }));
	}
	return 'two events change places';
};

/**
 * The last events of a chain are gone, as if they had never been; now and then what was signed about them as well. Of a chain that
 * goes with everything about it nobody could tell that it was ever there.
 */
const cutChain: Change = (lines, draw) => {
	const event = pick(lines.filter(isEvent), draw);
	if (event === undefined) return undefined;
	const isOfChain = (one: Json): boolean => one?.device === event.device && one.epoch === event.epoch;
	const withSigned = event.seq > 1 && draw(3) === 0;
	const kept = lines.filter(
		(one) =>
			!(isEvent(one) && isOfChain(one) && one.seq >= event.seq) &&
			!(withSigned && (isOfChain(one.statement) || isOfChain(one.receipt)))
	);
	lines.splice(0, lines.length, ...kept);
	return withSigned ? 'cut a chain and what was signed of it' : 'cut a chain';
};

const swapSignatures: Change = (lines, draw) => {
	const signed = lines.filter((one) => 'signature' in one);
	const [a, b] = [pick(signed, draw), pick(signed, draw)];
	if (a === undefined || b === undefined || a === b) return undefined;
	[a.signature, b.signature] = [b.signature, a.signature];
	return 'swap signatures';
};

/** What one key signed is said to be of another device. */
const retell: Change = (lines, draw) => {
	const heads = lines.filter((one) => 'statement' in one);
	const [a, b] = [pick(heads, draw), pick(heads, draw)];
	if (a === undefined || b === undefined || a === b) return undefined;
	a.statement = structuredClone(b.statement);
	return 'a head in place of another';
};

const CHANGES: readonly Change[] = [
	editField,
	editField,
	deleteLine,
	repeat,
	cloneEvent,
	renumber,
	cutChain,
	swapSignatures,
	retell
];

const reorder: Change = (lines, draw) => {
	const [a, b] = [draw(lines.length), draw(lines.length)];
	[lines[a], lines[b]] = [lines[b]!, lines[a]!];
	return 'reorder';
};

const insert: Change = (lines, draw) => {
	lines.splice(draw(lines.length + 1), 0, { note: 'nothing to see here' });
	return 'insert';
};

async function close(
	lines: readonly Json[],
	seal: Json,
	hand: Hand,
	closers: { readonly forger: Closer; readonly insider: Closer }
): Promise<Buffer> {
	const write = (all: readonly Json[]): string => all.map((line) => `${canonicalText(line)}\n`).join('');
	if (hand === 'vandal') return Buffer.from(write([...lines, seal]));
	const { publicKey, sign } = closers[hand];
	const own = lines.map((line) => (hand === 'forger' && 'keys' in line ? { ...line, keys: [publicKey] } : line));
	const has = (member: string): number => own.filter((line) => member in line && !('_id' in line)).length;
	const counts = {
		documents: own.filter((line) => '_id' in line).length,
		heads: has('statement'),
		receipts: has('receipt'),
		deviceKeys: own.filter((line) => 'device' in line && !('_id' in line)).length,
		servers: has('keys')
	};
	const key = sha256Hex(canonicalText({ alg: publicKey.alg, key: publicKey.key }));
	const hash = createHash('sha256').update(write(own)).digest('hex');
	const said = { ...seal.export, key, counts, hash };
	return Buffer.from(write([...own, { export: said, signature: await sign(Buffer.from(canonicalText(said))) }]));
}

const pick = (from: readonly Json[], draw: Draw): Json | undefined => from[draw(from.length)];

const isText = (line: Json): boolean => String(line['_id'] ?? '').startsWith('personal:');
const isEvent = (line: Json): boolean => '_id' in line && !isText(line);

/**
 * What something else in the file speaks of. An erasure, a text that is withheld and a key that only the server was given are
 * nobody's word but the server's.
 */
const isBound = (line: Json): boolean => line['_deleted'] !== true && ('_id' in line || !('device' in line));

const kindOf = (line: Json): string =>
	isText(line) ? 'a text' : isEvent(line) ? 'an event' : Object.keys(line).sort().join(' and ');

interface Leaf {
	readonly of: Json;
	readonly member: string;
}

function leavesOf(value: Json): Leaf[] {
	return Object.entries(value).flatMap(([member, held]) =>
		typeof held === 'object' && held !== null && Object.keys(held).length > 0
			? leavesOf(held as Json)
			: [{ of: value, member }]
	);
}

function otherThan(value: unknown, draw: Draw): unknown {
	if (typeof value === 'number') return value + 1 + draw(3);
	if (typeof value === 'boolean') return !value;
	if (typeof value !== 'string') return draw(2) === 0 ? 'x' : 7;
	if (value === '') return 'x';
	const at = draw(value.length);
	const characters = '0123456789abcdef'.replace(value.charAt(at), '');
	return value.slice(0, at) + characters.charAt(draw(characters.length)) + value.slice(at + 1);
}
