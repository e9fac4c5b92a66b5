import { createHash, type Hash } from 'node:crypto';
import { canonicalJson } from '#domain/kernel/canonical.ts';
import type { PublicKey } from '#domain/kernel/signature.ts';

/*
 * An export of a site is text in UTF-8, a line each of:
 *
 *   a document as it is stored, with `_id` and `_rev` (an erased text: with `_deleted` as well)
 *   {"signature", "statement"}   a head that a device signed
 *   {"receipt", "signature"}     a receipt that the server signed
 *   {"device", "key"}            a key that the server was given by a device
 *   {"keys", "server"}           who the server is and what it signs with
 *   {"export", "signature"}      the seal, at the end: what the file holds, signed by the server
 *
 * Every line is canonical JSON (RFC 8785) and ends with a line feed. But for the seal their order says nothing.
 */

/** What the server says of a file that it wrote. */
export interface Seal {
	readonly f: 1;
	readonly says: 'export';
	readonly alg: string;
	/** The id of the server's key. */
	readonly key: string;
	readonly server: string;
	readonly generation: string;
	/** Wall time with zone, by the clock of whoever wrote it. */
	readonly at: string;
	/** False where names and other personal texts were left out. */
	readonly texts: boolean;
	readonly counts: Readonly<Record<LineKind, number>>;
	/** SHA-256 (64 hex) of all lines before this one, as they stand in the file. */
	readonly hash: string;
}

export const LINE_KINDS = ['documents', 'heads', 'receipts', 'deviceKeys', 'servers'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

export interface SealedLine {
	readonly export: Seal;
	readonly signature: string;
}

/** What may stand in a line, taken apart. */
export type Line =
	| { readonly kind: 'documents'; readonly document: Readonly<Record<string, unknown>> }
	| { readonly kind: 'heads'; readonly statement: unknown; readonly signature: unknown }
	| { readonly kind: 'receipts'; readonly receipt: unknown; readonly signature: unknown }
	| { readonly kind: 'deviceKeys'; readonly device: string; readonly key: PublicKey }
	| { readonly kind: 'servers'; readonly server: string; readonly keys: readonly PublicKey[] }
	| { readonly kind: 'seal'; readonly seal: SealedLine };

/** What a document is written as that has no canonical form: no event, and the audit says so where it should be one. */
export function writeLine(value: object): string {
	const canonical = canonicalJson(value);
	return `${canonical.ok ? canonical.value : JSON.stringify(value)}\n`;
}

export const createFileHash = (): Hash => createHash('sha256');
