import { json, refuse } from '../http/answer.ts';
import { badRequest } from '../http/problem.ts';
import type { Answer, Exchange, Server } from './exchange.ts';
import { count } from './parameters.ts';

const MAX_COUNT = 1000;

/** GET /_uuids?count=n */
export function uuids({ query, server }: Exchange): Answer {
	const wanted = count(query, 'count', 1);
	if (!wanted.ok) return refuse(wanted.error);
	if (wanted.value > MAX_COUNT) return refuse(badRequest('count parameter too large'));
	const list = Array.from({ length: wanted.value }, () => newUuid(server));
	return json({ uuids: list }, 200, { 'cache-control': 'no-cache', pragma: 'no-cache' });
}

export const newUuid = ({ random }: Pick<Server, 'random'>): string => Buffer.from(random.bytes(16)).toString('hex');
