import { describe, expect, test } from 'vitest';
import { eventSpecOf, slices } from '../catalog.ts';
import { draft } from '../kernel/decider.ts';
import { readData, type EventSpec } from '../kernel/view.ts';

type AnySpec = EventSpec<string, unknown, unknown>;

const run = 'r001000001';
const batch = 'b001000002';
const planning = 'run.r001000001:0375d477g0000:001aaaaa:0123456789abcdef';
const pinned = { id: 't001000003', revision: 'site:0375d477g0000:001aaaaa:0123456789abcdef' };
const reason = { code: null, text: { personal: '49be9t1sezdrj82zwjym7526n9' } };
const quantity = { amount: '50', unit: 'pcs', kind: 'count', ratio: '1' };
const make = {
	batch,
	item: { ...pinned, id: 'a001000004' },
	quantity,
	smallest: '1',
	second: null,
	grade: 'firsts',
	place: null,
	machine: null
};

/** Data as the first version of each type wrote it, of a batch that belongs to a run. */
const FIRST_VERSIONS: Readonly<Record<string, object>> = {
	BatchesPlanned: { run, line: 1, makes: [make] },
	BatchInitialised: { run, batch, step: pinned, takes: [], uses: [], makes: [] },
	BatchClosed: { run, batch, reason },
	BatchVoided: { run, batch, facts: [planning], reason }
};

const revised: readonly AnySpec[] = slices.flatMap(({ events }) => events).filter(({ earlier }) => earlier);

test('every event type that has an earlier version is looked at here', () => {
	expect(revised.map(({ type }) => type).sort()).toEqual(Object.keys(FIRST_VERSIONS).sort());
	for (const { v, earlier } of revised) expect([v, earlier?.map((one) => one.v)]).toEqual([2, [1]]);
});

describe.each(Object.entries(FIRST_VERSIONS))('[case 28] %s', (type, data) => {
	const spec = eventSpecOf(type) as AnySpec;
	const ofNoRun = { ...data, run: null, ...('line' in data ? { line: null } : {}) };

	test('reads the same whichever version wrote it', () => {
		expect(readData(spec, { v: 1, data })).toEqual({ data });
		expect(readData(spec, { v: 2, data })).toEqual({ data });
	});

	test('of a batch that belongs to no run is of the second version: the first one never said so', () => {
		expect(readData(spec, { v: 2, data: ofNoRun })).toEqual({ data: ofNoRun });
		expect(readData(spec, { v: 1, data: ofNoRun })).toBeUndefined();
	});

	test('is written in the lowest version that can say it: older apps go on reading it', () => {
		expect(draft(spec, 'unfiled', [batch], data).v).toBe(1);
		expect(draft(spec, 'unfiled', [batch], ofNoRun).v).toBe(2);
	});

	test('of a version that comes later, or that never was, is not read', () => {
		for (const v of [3, 0]) expect(readData(spec, { v, data })).toBeUndefined();
	});

	test('says the same about its batch in both versions', () => {
		const read = [1, 2].map((v) => readData(spec, { v, data }));
		const [first, second] = read.map((one) => one && spec.about(one.data, batch));
		expect(first).toBeDefined();
		expect(first).toEqual(second);
	});
});

test('the first version of a scan keeps what was out of the ordinary about it', () => {
	const circumstances = {
		label: 'b001000009',
		notes: ['unfiled:0375d477g0000:001aaaaa:0123456789abcdef'],
		happened: '2026-03-02T07:00:00.000+01:00',
		override: { lead: 'p001000005', reason, rules: ['WrongStation'] }
	};
	const data = { ...FIRST_VERSIONS.BatchInitialised, ...circumstances };
	expect(readData(eventSpecOf('BatchInitialised'), { v: 1, data })).toEqual({ data });
});
