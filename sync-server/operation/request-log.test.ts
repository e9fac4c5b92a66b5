import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { logRequest } from './request-log.ts';
import type { Answered } from './request-watch.ts';

const ANSWERED: Answered = {
	method: 'POST',
	route: '/couchdb/{db}/_bulk_docs',
	status: 201,
	milliseconds: 1,
	bytes: 100,
	isWhole: true,
	isFeed: false,
	device: '1k7',
	refusal: undefined,
	refusedDocuments: new Map(),
	from: '10.0.0.7'
};

describe('the log of the requests', () => {
	it.each<[string, Partial<Answered>, string]>([
		['what was answered', {}, 'info'],
		['a fault of the server', { status: 500 }, 'warn'],
		['what is refused while the disk is full, which is told once', { status: 503 }, 'info'],
		['what is not there', { status: 501 }, 'info'],
		['what is asked for all the time', { route: '/metrics' }, 'debug'],
		['whoever watches a server that is not well', { route: '/health.json', status: 503 }, 'debug']
	])('tells of %s at its level', (_, answered, level) => {
		const lines: string[] = [];
		const log = createLog({ format: 'json', level: 'debug', write: (line) => lines.push(line), now: () => 0 });
		logRequest(log, { ...ANSWERED, ...answered });
		expect(lines.map((line) => (JSON.parse(line) as { readonly level: string }).level)).toEqual([level]);
	});
});
