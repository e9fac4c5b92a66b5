import { json } from '../http/answer.ts';
import type { Answer } from './exchange.ts';

/** GET /_up: for whatever watches whether this server is there. */
export const up = (): Answer => json({ status: 'ok', seeds: {} });
