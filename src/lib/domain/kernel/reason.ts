import * as v from 'valibot';
import { entityIdSchema, type EntityId } from './event.ts';
import { personalRefSchema, type PersonalRef } from './personal.ts';

/** Why somebody did something: one of the site's defined reasons, words of their own, or both. Words can be erased, the code stays. */
export interface Reason {
	readonly code: EntityId | null;
	readonly text: PersonalRef | null;
}

export const reasonSchema = v.pipe(
	v.object({ code: v.nullable(entityIdSchema), text: v.nullable(personalRefSchema) }),
	v.check(({ code, text }) => code !== null || text !== null)
);
