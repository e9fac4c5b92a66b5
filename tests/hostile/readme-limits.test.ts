import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NODE_SERVER_DEFAULTS } from '#sync-server/http/node-server.ts';
import { DEFAULT_LIMITS, LOAD, RATES, SITE_LIMITS, type Limits } from '#sync-server/limits.ts';

const readme = readFileSync('sync-server/README.md', 'utf8');

/** The cells of the README's row that begins with `name`, without its first one. */
function row(name: string): string[] {
	const line = readme.split('\n').find((text) => text.startsWith(`| ${name} `));
	return (line ?? '')
		.split('|')
		.slice(2, -1)
		.map((cell) => cell.trim());
}

const mebibytes = (bytes: number): string => `${bytes / 2 ** 20} MiB`;
const count = (number: number): string => (number === Infinity ? 'any' : number.toLocaleString('en'));
const seconds = (milliseconds: number): string => `${milliseconds / 1000}`;

describe('the limits that the README names', () => {
	const both = (write: (limits: Limits) => string): string[] => [write(SITE_LIMITS), write(DEFAULT_LIMITS)];

	it.each<[string, string[]]>([
		['body as sent / inflated', both((of) => `${mebibytes(of.requestBytes)} / ${mebibytes(of.inflatedBytes)}`)],
		['document (JSON)', [`${SITE_LIMITS.documentBytes / 1024} KiB`, `${count(DEFAULT_LIMITS.documentBytes)} bytes`]],
		['documents sent, asked for, named', both((of) => count(of.documentsPerRequest))],
		['depth / members of an object', both((of) => `${of.jsonDepth} / ${count(of.membersPerObject)}`)],
		['live feeds of one user', both((of) => count(of.feedsPerUser))],
		['heartbeats', both(({ heartbeat }) => `every ${seconds(heartbeat.least)} to ${seconds(heartbeat.most)} s`)],
		['requests under way / live feeds', [`${LOAD.requests} / ${LOAD.feeds}`]],
		['bodies under way, inflated', [mebibytes(LOAD.bodyBytes)]],
		['one device', [`${RATES.requests.perSecond} requests a second, bursts of ${RATES.requests.burst}`]]
	])('are the ones of the code: %s', (name, cells) => {
		expect(row(name).slice(0, cells.length)).toEqual(cells);
	});

	it('are those of connections, too', () => {
		const { connections, keepAliveTimeout, targetBytes, maxHeaderBytes } = NODE_SERVER_DEFAULTS;
		const { headersTimeout, bodyTimeout, bodyRate } = NODE_SERVER_DEFAULTS;
		expect(row('connections')[0]).toBe(
			`${count(connections)}; closed after ${seconds(keepAliveTimeout)} s without a request`
		);
		expect(row('address / with header fields')[0]).toBe(`${targetBytes / 1024} KiB / ${maxHeaderBytes / 1024} KiB`);
		expect(row('header fields / body must come in')[0]).toBe(
			`${seconds(headersTimeout)} s / ${seconds(bodyTimeout)} s, and 1 s more for every ${bodyRate} bytes`
		);
	});
});
