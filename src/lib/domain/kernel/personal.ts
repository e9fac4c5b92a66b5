import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { encodeBytes } from './base32.ts';
import { canonicalJson } from './canonical.ts';
import type { Malformed } from './event.ts';
import { err, ok, type Result } from './result.ts';

/**
 * Text that may say something about a person: names, and whatever people type freely. It is kept apart from the events,
 * which name it by the hash of salt and text. A leaver's texts can be erased (the document deleted) while every event stays
 * as it was written and the audit still verifies; the salt keeps an erased text from being guessed back.
 */
export interface PersonalText {
	readonly _id: `personal:${string}`;
	readonly _rev: string;
	readonly personal: 1;
	readonly salt: string;
	readonly text: string;
}

/** How an event's data names a personal text. */
export interface PersonalRef {
	readonly personal: string;
}

export const MAX_PERSONAL_LENGTH = 2_000;

/** Base 32 characters: 130 bits. */
export const SALT_WIDTH = 26;

const PREFIX = 'personal:';
const WORD = /^[0-9a-hjkmnp-tv-z]{26}$/;

export const personalRefSchema = v.strictObject({ personal: v.pipe(v.string(), v.regex(WORD)) });

const schema = v.strictObject({
	_id: v.string(),
	_rev: v.string(),
	personal: v.literal(1),
	salt: v.pipe(v.string(), v.regex(WORD)),
	text: v.pipe(v.string(), v.maxLength(MAX_PERSONAL_LENGTH))
});

export const isPersonalId = (id: string): boolean => id.startsWith(PREFIX);

export const personalId = (ref: PersonalRef): string => PREFIX + ref.personal;

export const personalRef = (document: PersonalText): PersonalRef => ({ personal: document._id.slice(PREFIX.length) });

/** The ids of the personal texts that an event's data names, wherever they stand in it. */
export function personalIdsIn(data: unknown): string[] {
	if (typeof data !== 'object' || data === null) return [];
	if (v.is(personalRefSchema, data)) return [personalId(data)];
	return Object.values(data).flatMap(personalIdsIn);
}

/** `salt`: 26 random base 32 characters. Refused when the text is too long or not well-formed Unicode. */
export function sealPersonal(text: string, salt: string): Result<PersonalText, Malformed> {
	if (text.length > MAX_PERSONAL_LENGTH) return err({ reason: `longer than ${MAX_PERSONAL_LENGTH} characters` });
	const canonical = canonicalJson({ personal: 1, salt, text });
	if (!canonical.ok) return canonical;
	const digest = sha256(utf8ToBytes(canonical.value));
	return ok({
		_id: `personal:${encodeBytes(digest, 26)}`,
		_rev: `1-${bytesToHex(digest).slice(0, 32)}`,
		personal: 1,
		salt,
		text
	});
}

export function readPersonal(document: unknown): Result<PersonalText, Malformed> {
	const parsed = v.safeParse(schema, document, { abortEarly: true });
	if (!parsed.success) return err({ reason: `malformed ${v.getDotPath(parsed.issues[0]) ?? 'personal text'}` });
	const sealed = sealPersonal(parsed.output.text, parsed.output.salt);
	if (!sealed.ok) return sealed;
	const { _id, _rev } = sealed.value;
	if (_id !== parsed.output._id || _rev !== parsed.output._rev) {
		return err({ reason: 'the id does not match the content' });
	}
	return sealed;
}
