import { describe, expect, it } from 'vitest';
import type { Findings } from './health.ts';
import { createHealthLog } from './health-log.ts';
import { createLog } from './log.ts';

const WELL: Findings = {
	at: 0,
	storage: { writing: 'ok', freeBytes: 1e11, damaged: [], unchecked: [], uncompacted: [], troubles: [] },
	disk: { free: 1e11, size: 2e11, data: 0, logs: 0 },
	devices: [],
	certificate: null,
	address: [],
	clock: { isSynchronised: null, jumps: 0, lastJump: null },
	backup: null,
	isCouchAway: false,
	silentAfter: 0
};

describe('the log of the health', () => {
	it('tells a trouble when it begins, not again while it lasts, and when all is well', () => {
		const lines: string[] = [];
		const log = createLog({ format: 'logfmt', level: 'info', write: (line) => lines.push(line), now: () => 0 });
		const note = createHealthLog(log);
		const low = { ...WELL, disk: { free: 1e6, size: 2e11, data: 0, logs: 0 } };
		for (const findings of [WELL, low, { ...low, backup: -1e12 }, low, WELL, low]) note(findings);
		const told = lines.map((line) => /trouble="?([^"\n]*)|message="(nothing [^"]*)/.exec(line)?.slice(1).join(''));
		expect(told).toEqual(['disk low', 'backup old', 'nothing to look at any more', 'disk low']);
	});
});
