import { json } from '../http/answer.ts';
import type { Answer, Exchange } from './exchange.ts';

/**
 * GET /_up: for whatever watches whether this server is there. Under TLS it tells of its certificate: {until, trouble}. While the
 * disk takes no writes, or soon will not, it tells of that: `writing` as in StorageState.
 */
export function up({ server: { certificate, storage } }: Exchange): Answer {
	const { writing } = storage.state();
	return json({
		status: 'ok',
		seeds: {},
		...(certificate && { certificate: certificate() }),
		...(writing !== 'ok' && { writing })
	});
}
