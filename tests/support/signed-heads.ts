import { keyId } from '#domain/kernel/signature.ts';
import { placeOf, statementBytes, type ChainPlace, type Head } from '#domain/kernel/statement.ts';
import type { DeviceKey } from '#ports/device-key.ts';

/** What a device posts: a head and its signature, honest or not. */
export interface PostedHead {
	readonly statement: Head;
	readonly signature: string;
}

export async function signHead(
	key: DeviceKey,
	server: string,
	place: ChainPlace,
	changes: Readonly<Record<string, unknown>> = {}
): Promise<PostedHead> {
	const publicKey = await key.publicKey();
	if (publicKey === null) throw new Error('there is no crypto here');
	const statement = {
		f: 1,
		says: 'head',
		alg: publicKey.alg,
		key: keyId(publicKey),
		server,
		...placeOf(place),
		at: '2026-11-20T10:42:00.000+01:00',
		...changes
	} as Head;
	const signed = await key.sign(statementBytes(statement));
	return { statement, signature: signed?.signature ?? '' };
}
