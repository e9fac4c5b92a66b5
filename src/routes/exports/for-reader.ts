import { definitions } from '#domain/catalog.ts';
import { isCode, printCode, type DeviceNumber } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Hands } from '#domain/person/guard.ts';
import { pinHolders } from '#domain/person/guardians.ts';
import { mayTakeNames } from '#domain/person/names-right.ts';
import { pins } from '#domain/person/pin.ts';
import { deviceCode } from '#engine/enrol.ts';
import type { Reader } from '#ports/store.ts';
import type { NameOf } from '#state/words/words.ts';

/** Whom a file is made for. */
export interface ForReader {
	/** What everything is called that is not a person. */
	readonly nameOf: NameOf;
	/** `Ana, Ben`: people by name, or by the codes of their badges where the reader may not take names along. */
	readonly who: (people: readonly EntityId[]) => string;
	/** A device by what people call it, or by its number, under the same rule. */
	readonly deviceName: (number: string) => string;
	/** Whether it may hold what says something about a person: names, and what people typed freely. */
	readonly mayTakeNames: boolean;
}

export const readNamesRight =
	(hands: Hands) =>
	async (reader: Reader): Promise<boolean> => {
		const [people, known] = await Promise.all([reader.range(definitions.person.table), reader.range(pins)]);
		return mayTakeNames(people, pinHolders(known), hands);
	};

export const forReader = (mayTakeNames: boolean, nameOf: NameOf): ForReader => ({
	nameOf,
	who: (people) => people.map(mayTakeNames ? nameOf : badgeCode).join(', '),
	deviceName: (number) => (mayTakeNames ? nameOf(deviceCode(number as DeviceNumber)) : number.toUpperCase()),
	mayTakeNames
});

const badgeCode = (person: EntityId): string => (isCode(person) ? printCode(person) : person);
