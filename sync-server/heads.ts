import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isEs256Key, keyId, type Signature } from '#domain/kernel/signature.ts';
import { placeOf, readHead, statementBytes, statementHash, type Head, type Receipt } from '#domain/kernel/statement.ts';
import { wallTime } from '#domain/kernel/timestamp.ts';
import type { Authenticator } from './auth/authenticate.ts';
import { isSignedBy } from './auth/signatures.ts';
import { courierFor, deviceOf, type User } from './auth/user.ts';
import type { Server } from './couch/exchange.ts';
import { json, refuse } from './http/answer.ts';
import { readObject } from './http/body.ts';
import {
	badRequest,
	forbidden,
	methodNotAllowed,
	missing,
	problem,
	unauthorized,
	type Problem
} from './http/problem.ts';
import { SMALL_REQUEST } from './limits.ts';
import { holds, isHeldUpTo } from './log/chain-places.ts';
import type { Database } from './log/database.ts';

export interface HeadEndpoints {
	readonly server: Server;
	readonly authenticator: Authenticator;
	/** Why a device has to slow down, if it has to. */
	readonly tooFast: (device: string) => Problem | undefined;
}

/**
 * GET /heads/key: 200 {server, keys}, the newest first, with which the receipts are signed; for everybody.
 * POST /heads/key {key}, as a device that has none yet: 201 {key}. 409 `key_other` when it has another one.
 * POST /heads {statement, signature}, as the device whose head it is, or as its courier: 201 {receipt, signature}. 403
 * `key_unknown` when the device has given no key, 403 `key_other` when it is not signed with it, 409 `unknown_head` while the
 * chain is not all here up to there.
 */
export async function answerHeads(endpoints: HeadEndpoints, request: Request, path: string): Promise<Response> {
	const { server, authenticator, tooFast } = endpoints;
	const { method } = request;
	if (path === '/heads/key' && (method === 'GET' || method === 'HEAD')) {
		return json({ server: server.storage.uuid, keys: [server.signer.publicKey] });
	}
	if (path !== '/heads' && path !== '/heads/key') return refuse(missing());
	if (method !== 'POST') return refuse(methodNotAllowed('POST'));
	const identity = await authenticator.identify(request);
	if (!identity.ok) return refuse(identity.error);
	const { user } = identity.value;
	if (user.name === null) return refuse(unauthorized('Log in first.'));
	const device = deviceOf(user);
	if (device === undefined) return refuse(forbidden('Only a device speaks of a chain.'));
	const hasty = tooFast(device);
	if (hasty) return refuse(hasty);
	const body = await readObject(request, SMALL_REQUEST);
	if (!body.ok) return refuse(body.error);
	const answered = await (path === '/heads' ? takeHead(server, user, body.value) : takeKey(server, device, body.value));
	return answered.ok ? json(answered.value, 201, { 'cache-control': 'no-store' }) : refuse(answered.error);
}

type Body = Readonly<Record<string, unknown>>;

async function takeKey({ devices }: Server, device: string, { key }: Body): Promise<Result<object, Problem>> {
	if (!isEs256Key(key)) return err(badRequest('key is no public key'));
	const isGiven = await devices.giveKey(device, key);
	return isGiven ? ok({ key }) : err(problem(409, 'key_other', 'this device has another key already'));
}

async function takeHead(server: Server, user: User, body: Body): Promise<Result<object, Problem>> {
	const checked = await checkHead(server, user, body);
	if (!checked.ok) return checked;
	const { statement, signature } = checked.value;
	const { storage, signer } = server;
	const database = storage.database(server.site);
	if (database === undefined || !isHeldUpTo(database, statement)) {
		return err(problem(409, 'unknown_head', 'the chain is not all here up to there'));
	}
	const hash = statementHash(statement);
	const known = storage.heads.of(statement.device, statement.epoch);
	const before = known.find(({ receipt }) => receipt.statement === hash);
	if (before) return ok({ receipt: before.receipt, signature: before.receiptSignature });

	const receipt: Receipt = {
		f: 1,
		says: 'receipt',
		alg: signer.publicKey.alg,
		key: keyId(signer.publicKey),
		server: storage.uuid,
		generation: database.generation,
		...placeOf(statement),
		statement: hash,
		received: wallTime(server.clock.now(), 0)
	};
	const receiptSignature = await signer.sign(statementBytes(receipt));
	if (isNews(database, known, statement)) {
		const replaced = known.filter((one) => standsFor(database, statement, one.statement));
		await storage.heads.keep(
			{ statement, signature, receipt, receiptSignature },
			replaced.map((one) => one.statement)
		);
	}
	return ok({ receipt, signature: receiptSignature });
}

/** Whoever sends it may, and the device signed it. */
async function checkHead(
	{ storage, devices }: Server,
	user: User,
	{ statement, signature }: Body
): Promise<Result<{ readonly statement: Head; readonly signature: Signature }, Problem>> {
	const head = readHead(statement);
	if (!head.ok) return err(badRequest(`statement: ${head.error.reason}`));
	if (typeof signature !== 'string') return err(badRequest('signature must be text'));
	const { device, server, alg, key } = head.value;
	if (deviceOf(user) !== device && !user.roles.includes(courierFor(device))) {
		return err(forbidden('a device speaks for its own chain only'));
	}
	if (devices.standing(device)?.revoked) return err(forbidden('this device was revoked'));
	if (server !== storage.uuid) return err(forbidden('this was said to another server'));
	const known = devices.key(device);
	if (known === undefined) return err(problem(403, 'key_unknown', 'this device has given no key'));
	const isTheirs = keyId(known) === key && known.alg === alg;
	if (!isTheirs || !(await isSignedBy(known, statementBytes(head.value), signature))) {
		return err(problem(403, 'key_other', "the signature is not by this device's key"));
	}
	return ok({ statement: head.value, signature });
}

/** Whether a head on the same branch, signed with the same key and earlier, says nothing any more beside this one. */
const standsFor = (database: Database, head: Head, earlier: Head): boolean =>
	earlier.key === head.key && earlier.seq < head.seq && holds(database, head, earlier);

/** What is known already, or was overtaken, is said again: a replay changes nothing. */
const isNews = (database: Database, known: readonly { readonly statement: Head }[], head: Head): boolean =>
	!known.some(({ statement }) => statement.key === head.key && holds(database, statement, head));
