import { describe, expect, it } from 'vitest';
import { createLog, type LogFormat, type LogLevel } from './log.ts';

const NOW = Date.UTC(2026, 10, 20, 9, 30);

function lines(format: LogFormat, level: LogLevel = 'debug') {
	const written: string[] = [];
	return { written, log: createLog({ format, level, write: (line) => written.push(line), now: () => NOW }) };
}

/** What somebody sends who wants to write lines of their own, or to steer a terminal. */
const HOSTILE = 'x"\n{"level":"info"} \u001b[2J\u009b31m\u2028\u202etxt\u0000=\ud800';

describe('the log', () => {
	it('writes JSON, a line an event', () => {
		const { written, log } = lines('json');
		log.info('request', { status: 200, ms: 1.5, device: '1K7', nothing: undefined });
		expect(written).toEqual([
			'{"time":"2026-11-20T09:30:00.000Z","level":"info","message":"request","status":200,"ms":1.5,"device":"1K7"}\n'
		]);
	});

	it('writes logfmt, with quotes where they are needed', () => {
		const { written, log } = lines('logfmt');
		log.warn('disk is full', { path: '/a b', free: 0 });
		expect(written).toEqual(['time=2026-11-20T09:30:00.000Z level=warn message="disk is full" path="/a b" free=0\n']);
	});

	it('writes for a person what a person has to know, first the kind of it', () => {
		const { written, log } = lines('text');
		log.warn('The certificate is over.');
		log.error('a fault', { status: 500 }, new Error('broken'));
		expect(written[0]).toBe('WARNING  The certificate is over.\n');
		expect(written[1]).toMatch(/^ERROR {4}a fault status=500 \n {4}Error: broken\n {8}at .*/);
	});

	it('lets no line of a stack look like an event', () => {
		const { written, log } = lines('text');
		const cause = new Error('inner\nWARNING  forged');
		log.error('a fault', {}, new Error('outer\nERROR    forged', { cause }));
		const [first, ...others] = written.join('').trimEnd().split('\n');
		expect(first).toMatch(/^ERROR /);
		expect(others.join('\n')).toContain('forged');
		for (const other of others) expect(other).toMatch(/^ {4}/);
	});

	it.each(['json', 'logfmt'] as const)('lets nothing in %s look like a line of its own', (format) => {
		const { written, log } = lines(format);
		log.error('request', { path: HOSTILE }, new Error(HOSTILE));
		expect(written).toHaveLength(1);
		expect(written[0]).toMatch(/^[\x20-\x7e…]+\n$/);
	});

	it('reads back from JSON as it was', () => {
		const { written, log } = lines('json');
		log.info('request', { path: HOSTILE });
		expect((JSON.parse(written[0]!) as { path: string }).path).toBe(HOSTILE);
	});

	it('steers no terminal', () => {
		const { written, log } = lines('text');
		log.warn(HOSTILE, { path: HOSTILE });
		expect(written.join('')).toMatch(/^[\x20-\x7e]+\n$/);
	});

	it('cuts what is too long', () => {
		const { written, log } = lines('json');
		log.info('request', { path: 'x'.repeat(1_000_000) });
		expect(written[0]!.length).toBeLessThan(5_000);
	});

	it.each([
		['error', ['error']],
		['warn', ['error', 'warn']],
		['info', ['error', 'warn', 'info']],
		['debug', ['error', 'warn', 'info', 'debug']]
	] as const)('at level %s writes %j', (level, expected) => {
		const { written, log } = lines('json', level);
		log.debug('d');
		log.info('i');
		log.warn('w');
		log.error('e');
		expect(written.map((line) => (JSON.parse(line) as { level: string }).level).reverse()).toEqual(expected);
		expect(log.isOn('info')).toBe(expected.some((one) => one === 'info'));
	});
});
