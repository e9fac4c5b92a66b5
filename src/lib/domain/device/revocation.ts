import * as v from 'valibot';
import { codeDevice, type Code, type DeviceNumber } from '../kernel/code.ts';
import { draft, need, type Decider } from '../kernel/decider.ts';
import { isBase32 } from '../kernel/base32.ts';
import { deviceNumberSchema, entityIdSchema, EPOCH_WIDTH, type EntityId, type Epoch } from '../kernel/event.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { err, ok } from '../kernel/result.ts';
import { isSame } from '../kernel/same.ts';
import { table } from '../kernel/table.ts';
import { knowledgeOf, type Thread } from '../kernel/thread.ts';
import { eventSpec, factsOf, foldUndisputed, type Slice, type ViewRow } from '../kernel/view.ts';
import { device as devices } from './device.ts';

/** How far one chain of a device counts as its own. */
export interface Accepted {
	readonly epoch: Epoch;
	/** The last sequence number that was known when it was revoked. */
	readonly seq: number;
	/** Of the event there, whole (64 hex): what somebody else wrote at a place that was accepted is told apart by it. */
	readonly hash: string;
}

export type AcceptedChain = Pick<Accepted, 'epoch' | 'seq'>;

/** Places that one event names at most: a device starts a new chain only when its storage was copied or restored. */
export const MAX_ACCEPTED = 256;

/** A device is lost: what it makes from now on is not the site's any more. What it had sent stays. */
export interface DeviceRevokedData {
	readonly device: EntityId;
	readonly number: DeviceNumber;
	/** In the order of `compareAccepted`, none twice: two of one epoch are the branches of a copy. Empty: nothing of it was ever seen. */
	readonly accepted: readonly Accepted[];
	readonly reason: Reason;
}

export const compareAccepted = (a: Accepted, b: Accepted): number =>
	compareText(a.epoch, b.epoch) || a.seq - b.seq || compareText(a.hash, b.hash);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const acceptedSchema = v.object({
	epoch: v.pipe(
		v.string(),
		v.check((epoch) => isBase32(epoch, EPOCH_WIDTH))
	),
	seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
	hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
}) as unknown as v.GenericSchema<unknown, Accepted>;

export const DeviceRevoked = eventSpec<'DeviceRevoked', DeviceRevokedData>(
	'DeviceRevoked',
	1,
	v.object({
		device: entityIdSchema,
		number: deviceNumberSchema,
		accepted: v.pipe(
			v.array(acceptedSchema),
			v.maxLength(MAX_ACCEPTED),
			v.check((all) => all.every((one, index) => index === 0 || compareAccepted(all[index - 1] ?? one, one) < 0))
		),
		reason: reasonSchema
	}) as unknown as v.GenericSchema<unknown, DeviceRevokedData>,
	({ device }) => device
);

/** Whether a device is still one of the site's. One that nobody revoked has a row too. */
export interface RevocationRow extends ViewRow {
	/** By whom and when, of several the first in key order; null while it is one of the site's. */
	readonly revoked: (Occasion & { readonly reason: Reason }) | null;
	/** How far its chains count, by epoch: what one of the revocations that stand accepts is accepted. */
	readonly accepted: readonly AcceptedChain[];
}

export const revocations = table<RevocationRow>('revocations', 'id');

const deviceRevocation: Slice<RevocationRow> = {
	kind: 'device',
	events: [DeviceRevoked] as unknown as Slice<RevocationRow>['events'],
	table: revocations,
	version: 1,
	fold: foldUndisputed<RevocationRow>((thread) => {
		const [first] = factsOf(thread, DeviceRevoked);
		return {
			revoked: first ? { ...occasion(first), reason: first.data.reason } : null,
			accepted: acceptedIn(thread)
		};
	})
};

/**
 * How far the chains of a device that was revoked count, by epoch. Of several revocations those stand that no later one knew; among
 * these it is enough that one of them had seen an event.
 */
export function acceptedIn(thread: Thread): AcceptedChain[] {
	const facts = factsOf(thread, DeviceRevoked);
	const knows = knowledgeOf([thread]);
	const standing = facts.filter((fact) => !facts.some(({ id }) => knows(id, fact.id)));
	const farthest = new Map<Epoch, number>();
	for (const { epoch, seq } of standing.flatMap(({ data }) => data.accepted)) {
		farthest.set(epoch, Math.max(seq, farthest.get(epoch) ?? 0));
	}
	return [...farthest].map(([epoch, seq]) => ({ epoch, seq })).sort((a, b) => compareText(a.epoch, b.epoch));
}

/** The device is lost, stolen or out of use. */
export interface RevokeDevice {
	readonly type: 'RevokeDevice';
	readonly device: Code;
	/** The last event of each of its chains that whoever revokes it holds: those of chains that began earlier first. */
	readonly accepted: readonly Accepted[];
	readonly reason: string;
}

/** `feature`: only its own screens meet these, and say them. */
export type RevocationRefusal = { readonly feature: 'enrol' } & (
	| { readonly type: 'DeviceUnknown'; readonly device: Code }
	/** `at`: wall time. */
	| { readonly type: 'AlreadyRevoked'; readonly device: Code; readonly at: string }
	| { readonly type: 'ReasonMissing'; readonly device: Code }
);

const revokeDevice: Decider<RevokeDevice, RevocationRefusal> = {
	command: 'RevokeDevice',
	roles: ['lead', 'admin'],
	needs: ({ device }) => [need(devices.table, device), need(revocations, device)],
	decide({ device, accepted, reason }, rows, moment) {
		if (!rows.get(devices.table, device)) return err({ feature: 'enrol', type: 'DeviceUnknown', device });
		const named = accepted.slice(0, MAX_ACCEPTED).sort(compareAccepted);
		const before = rows.get(revocations, device);
		if (
			before?.revoked &&
			isSame(
				before.accepted,
				named.map(({ epoch, seq }) => ({ epoch, seq }))
			)
		) {
			return err({ feature: 'enrol', type: 'AlreadyRevoked', device, at: before.revoked.at });
		}
		const text = reason.trim();
		if (text === '') return err({ feature: 'enrol', type: 'ReasonMissing', device });
		const data: DeviceRevokedData = {
			device,
			number: codeDevice(device),
			accepted: named,
			reason: { code: null, text: moment.personal(text) }
		};
		return ok([draft(DeviceRevoked, 'site', [device], data)]);
	}
};

export const revocation = { slices: [deviceRevocation], deciders: [revokeDevice] } as const;
