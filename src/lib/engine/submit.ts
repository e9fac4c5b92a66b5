import { deciderOf, type Command, type Refusal } from '#domain/catalog.ts';
import { encodeBytes } from '#domain/kernel/base32.ts';
import { mintCode, type DeviceNumber } from '#domain/kernel/code.ts';
import type { Draft, Moment, Need, Rows } from '#domain/kernel/decider.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { personalRef, SALT_WIDTH, sealPersonal, type PersonalText } from '#domain/kernel/personal.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { guardNeeds, objection, type NotPermitted } from '#domain/person/guard.ts';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Reader, Store } from '#ports/store.ts';
import { commitDrafts, type Origin } from './commit.ts';
import { meta, type Account, type Identity } from './tables.ts';

/** What was recorded, in the order it was stamped; durable when a caller sees it. */
export interface Recorded {
	readonly events: readonly FloorEvent[];
	readonly texts: readonly PersonalText[];
}

/**
 * Why nothing was recorded, apart from the rule that answers the command: the device has no number yet, the text cannot be stored as
 * it is, or it is not for this device or for whoever asked.
 */
export type NotRecorded =
	| { readonly type: 'NotEnrolled' }
	| { readonly type: 'NotRecordable'; readonly reason: string }
	/** The site takes nothing from this device but what it says about itself: a display on a wall. */
	| { readonly type: 'OnlyShows' }
	| NotPermitted;

export interface SubmitDeps {
	readonly store: Store;
	readonly clock: Clock;
	readonly random: Random;
}

/**
 * Asks the rule that answers `command` and records what it decides, in one transaction: what the rule saw is what the facts
 * stand on. Resolves when the facts are as durable as the store makes them; a refusal wrote nothing.
 *
 * Throws `StoreTrouble` when the storage failed; then too nothing was recorded.
 */
export function submit(
	{ store, clock, random }: SubmitDeps,
	command: Command,
	origin: Origin
): Promise<Result<Recorded, Refusal | NotRecorded>> {
	return store.write<Result<Recorded, Refusal | NotRecorded>>(async (writer) => {
		const decider = deciderOf(command);
		const [known, account, rows] = await Promise.all([
			writer.get(meta, 'identity'),
			writer.get(meta, 'account'),
			neededRows(writer, (rows) => [...guardNeeds(decider, command), ...decider.needs(command, rows)])
		]);
		const identity = known as Identity | undefined;
		if (identity === undefined) return err({ type: 'NotEnrolled' });
		const barred = objection(decider, command, origin, rows);
		if (barred) return err(barred);

		const texts: PersonalText[] = [];
		let { counter } = identity;
		const unsealed: string[] = [];
		const moment: Moment = {
			now: clock.now(),
			mint: (letter) => mintCode(letter, identity.device, counter++),
			personal(text) {
				const sealed = sealPersonal(plainText(text), encodeBytes(random.bytes(17), SALT_WIDTH));
				if (!sealed.ok) {
					unsealed.push(sealed.error.reason);
					return { personal: '' };
				}
				texts.push(sealed.value);
				return personalRef(sealed.value);
			}
		};
		const decided = decider.decide(command, rows, moment);
		if (!decided.ok) return decided;
		const { device } = identity;
		// Confirmed here and refused by the server, it would be lost to everybody else.
		if (isReader(account as Account | undefined) && !decided.value.every((draft) => isAbout(device, draft))) {
			return err({ type: 'OnlyShows' });
		}
		if (unsealed[0] !== undefined) return err({ type: 'NotRecordable', reason: unsealed[0] });
		const recorded = await commitDrafts(writer, { ...identity, counter }, decided.value, texts, origin, clock);
		if (!recorded.ok) return err({ type: 'NotRecordable', reason: recorded.error.reason });
		return ok({ events: recorded.value, texts });
	});
}

const isReader = (account: Account | undefined): boolean => account?.roles.includes('reader') ?? false;

const isAbout = (device: DeviceNumber, { stream, touches }: Draft): boolean =>
	stream === 'site' && touches.every((entity) => entity === mintCode('d', device, 0));

/** Reads what the rule needs, and asks again with it, until nothing new is needed. */
export async function neededRows(reader: Reader, needs: (known: Rows) => readonly Need[]): Promise<Rows> {
	const single = new Map<string, unknown>();
	const many = new Map<string, readonly unknown[]>();
	const rows: Rows = {
		get: <Row>(table: { readonly name: string }, key: string) => single.get(`${table.name} ${key}`) as Row | undefined,
		all: <Row>(table: { readonly name: string }, index = '', key = '') =>
			(many.get(`${table.name} ${index} ${key}`) ?? []) as readonly Row[]
	};
	for (;;) {
		const missing = needs(rows).filter(({ table, index, key }) =>
			index === undefined && key !== undefined
				? !single.has(`${table.name} ${key}`)
				: !many.has(`${table.name} ${index ?? ''} ${key ?? ''}`)
		);
		if (missing.length === 0) return rows;
		// Together: each wait for the storage costs a scan more than the reading does.
		await Promise.all(
			missing.map(async ({ table, index, key }) => {
				if (index === undefined && key !== undefined) {
					single.set(`${table.name} ${key}`, await reader.get(table, key));
				} else {
					// A key's successor in text order ends the range of one index value.
					const span = index === undefined || key === undefined ? {} : { index, from: key, to: `${key}\u0000` };
					many.set(`${table.name} ${index ?? ''} ${key ?? ''}`, await reader.range(table, span));
				}
			})
		);
	}
}
