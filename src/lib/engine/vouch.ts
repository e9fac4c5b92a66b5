import { deviceKeys, type DeviceKeyRow } from '#domain/device/key.ts';
import { eventHash } from '#domain/kernel/event.ts';
import type { Result } from '#domain/kernel/result.ts';
import { keyId, type PublicKey, type Signature } from '#domain/kernel/signature.ts';
import {
	isSamePlace,
	statementBytes,
	statementHash,
	type ChainPlace,
	type Head,
	type Receipt
} from '#domain/kernel/statement.ts';
import { wallTime } from '#domain/kernel/timestamp.ts';
import type { Clock, StopSignal } from '#ports/clock.ts';
import type { DeviceKey } from '#ports/device-key.ts';
import type { PeerTrouble } from '#ports/peer.ts';
import type { Reader, Store } from '#ports/store.ts';
import type { Confirmation as Answer, Witness } from '#ports/witness.ts';
import { deviceCode } from './enrol.ts';
import { events, meta, outbox, type Account, type Confirmation, type Confirmed, type Identity } from './tables.ts';

/** What a device signs with, and who confirms it. */
export interface Vouching {
	readonly key: DeviceKey;
	readonly witness: Witness;
}

export interface VouchDeps extends Vouching {
	readonly store: Store;
	readonly clock: Clock;
}

/**
 * `done`: nothing to do before more is sent. `later`: there was no answer that counts. `never`: this server, or this device,
 * does not sign.
 */
export type Vouched = 'done' | 'later' | 'never';

/**
 * Signs where this device's chain stands at the server, and keeps the receipt. Sending goes on whatever comes of it: a server
 * or a browser that does not sign is as good a place to work as any.
 */
export async function vouch(deps: VouchDeps, signal: StopSignal): Promise<Vouched> {
	const { store, clock, key, witness } = deps;
	const { place, announced, account, confirmed } = await store.read(readStanding);
	if (place === null || account === undefined) return 'done';
	if (confirmed?.kept.some(({ receipt }) => isSamePlace(receipt, place))) return 'done';
	const ownKey = await key.publicKey();
	if (ownKey === null) return 'never';
	// A head that nobody could check later would prove nothing: the chain has to say first what it is signed with.
	if (announced === null || keyId(announced) !== keyId(ownKey)) return 'done';
	const serverKey = confirmed?.serverKey ?? account.serverKey ?? (await firstKey(witness, signal));
	if (serverKey === undefined) return 'later';
	if (serverKey === null) return 'never';

	const at = wallTime(clock.now(), clock.offsetMinutes());
	const { alg } = ownKey;
	const head: Head = { f: 1, says: 'head', alg, key: keyId(ownKey), server: account.uuid, ...place, at };
	const signed = await key.sign(statementBytes(head));
	if (signed === null || keyId(signed.key) !== head.key) return 'later';
	const answer = await confirm(deps, head, signed.key, signed.signature, signal);
	switch (answer?.type) {
		case undefined:
			return 'later';
		case 'NotYet':
			return 'done';
		case 'Absent':
			return 'never';
		case 'KeyUnknown':
		case 'KeyOther':
			await keep(deps, serverKey, { trouble: 'KeyOther' });
			return 'never';
		case 'Confirmed': {
			const { receipt, signature } = answer;
			const trouble = await troubleWith(key, serverKey, head, receipt, signature);
			const confirmation = { head, signature: signed.signature, receipt, receiptSignature: signature };
			await keep(deps, serverKey, trouble === null ? { confirmation } : { trouble });
			return trouble === null ? 'done' : 'later';
		}
	}
}

/** Undefined when there was no answer. A device that enrolled before there were keys gives the server its own first. */
async function confirm(
	{ witness }: VouchDeps,
	head: Head,
	key: PublicKey,
	signature: Signature,
	signal: StopSignal
): Promise<Answer | undefined> {
	const first = await ask(witness.confirm(head, signature, signal));
	if (first?.type !== 'KeyUnknown') return first;
	const registered = await ask(witness.register(key, signal));
	return registered === true ? ask(witness.confirm(head, signature, signal)) : registered === false ? first : undefined;
}

/** Null for a server that signs nothing; undefined when it did not answer. */
async function firstKey(witness: Witness, signal: StopSignal): Promise<PublicKey | null | undefined> {
	const keys = await ask(witness.keys(signal));
	return keys && (keys[0] ?? null);
}

async function ask<Value>(answer: Promise<Result<Value, PeerTrouble>>): Promise<Value | undefined> {
	const answered = await answer;
	return answered.ok ? answered.value : undefined;
}

/** Why a receipt is no answer of that server to this head; null when it is one. */
async function troubleWith(
	{ verify }: DeviceKey,
	serverKey: PublicKey,
	head: Head,
	receipt: Receipt,
	signature: Signature
): Promise<'ReceiptWrong' | 'ServerKeyOther' | null> {
	if (receipt.key !== keyId(serverKey)) return 'ServerKeyOther';
	const isAnswer =
		receipt.alg === serverKey.alg &&
		receipt.server === head.server &&
		receipt.statement === statementHash(head) &&
		isSamePlace(receipt, head);
	return isAnswer && (await verify(serverKey, statementBytes(receipt), signature)) ? null : 'ReceiptWrong';
}

interface Standing {
	/** The last event of this device's chain that the server has answered for; null when there is none yet. */
	readonly place: ChainPlace | null;
	/** What the chain says up to there that it is signed with. */
	readonly announced: PublicKey | null;
	readonly account: Account | undefined;
	readonly confirmed: Confirmed | undefined;
}

async function readStanding(reader: Reader): Promise<Standing> {
	const [identity, account, confirmed] = (await reader.getMany(meta, ['identity', 'account', 'receipt'])) as [
		Identity | undefined,
		Account | undefined,
		Confirmed | undefined
	];
	const place = identity ? await lastSent(reader, identity) : null;
	const row = place && (await reader.get(deviceKeys, deviceCode(place.device)));
	return { place, announced: row ? announcedAt(row, place) : null, account, confirmed };
}

/** The last of the chain's own words about its key, at or before a place of its latest epoch. */
const announcedAt = ({ announced }: DeviceKeyRow, { epoch, seq }: ChainPlace): PublicKey | null =>
	announced.findLast((said) => said.epoch !== epoch || said.seq <= seq)?.key ?? null;

async function lastSent(reader: Reader, { device, epoch, seq, prev }: Identity): Promise<ChainPlace | null> {
	const [waiting] = await reader.range(outbox, {
		from: [device, epoch, 0],
		to: [device, epoch, Number.MAX_SAFE_INTEGER],
		limit: 1
	});
	if (waiting === undefined) return seq > 0 && prev !== null ? { device, epoch, seq, hash: prev } : null;
	const [sent] = await reader.range(events, {
		index: '[device+epoch+seq]',
		from: [device, epoch, waiting.seq - 1],
		to: [device, epoch, waiting.seq],
		limit: 1
	});
	return sent ? { device, epoch, seq: sent.seq, hash: eventHash(sent) } : null;
}

type Outcome =
	{ readonly confirmation: Confirmation } | { readonly trouble: NonNullable<Confirmed['trouble']>['type'] };

/** A confirmation ends the trouble, and takes the place of the one before it of its epoch and generation. */
function keep({ store, clock }: VouchDeps, serverKey: PublicKey, outcome: Outcome): Promise<void> {
	return store.write(async (writer) => {
		const before = (await writer.get(meta, 'receipt')) as Confirmed | undefined;
		const { kept = [], trouble = null } = before ?? {};
		const row = { name: 'receipt', serverKey } as const;
		if ('confirmation' in outcome) {
			const { epoch, generation } = outcome.confirmation.receipt;
			const others = kept.filter(({ receipt }) => receipt.epoch !== epoch || receipt.generation !== generation);
			await writer.put(meta, [{ ...row, kept: [...others, outcome.confirmation], trouble: null }]);
			return;
		}
		// The first one of its kind keeps its time: since then nothing was confirmed.
		const since = trouble?.type === outcome.trouble ? trouble.since : clock.now();
		await writer.put(meta, [{ ...row, kept, trouble: { type: outcome.trouble, since } }]);
	});
}

/** Milliseconds between two heads while much is sent: one speaks for all that came before it. */
const REST = 2_000;
/** Milliseconds until what failed is tried again. */
const LONGER_REST = 60_000;

export interface VouchLoop {
	/** Something was sent. */
	readonly wake: () => void;
	/** Vouches once, and whenever something was sent, until `signal` aborts. */
	readonly run: () => Promise<void>;
}

/** Beside the two loops of a session and never in their way; it ends with them. */
export function createVouchLoop(deps: VouchDeps, signal: StopSignal): VouchLoop {
	let sent = true;
	let stir = (): void => undefined;

	signal.addEventListener('abort', () => stir(), { once: true });

	const woken = (): Promise<void> =>
		new Promise((resolve) => {
			stir = resolve;
			if (sent || signal.aborted) resolve();
		});

	return {
		wake() {
			sent = true;
			stir();
		},
		async run() {
			while (!signal.aborted) {
				await woken();
				if (signal.aborted) break;
				sent = false;
				// A storage that fails here fails the loops that matter as well.
				const vouched = await vouch(deps, signal).catch((): Vouched => 'later');
				if (vouched === 'never') break;
				if (vouched === 'later') sent = true;
				await deps.clock.sleep(vouched === 'later' ? LONGER_REST : REST, signal);
			}
		}
	};
}
