import { json } from '../http/answer.ts';
import type { Answer, Exchange } from './exchange.ts';

/** GET /_up: for whatever watches whether this server is there. Under TLS it tells of its certificate: {until, trouble}. */
export const up = ({ server: { certificate } }: Exchange): Answer =>
	json({ status: 'ok', seeds: {}, ...(certificate && { certificate: certificate() }) });
