import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../tests/golden/read-golden.ts';
import { deciderOf, definitions, eventSpecOf, sliceOf, slices, tallies, type Command } from './catalog.ts';
import { CODE_LETTERS } from './kernel/code.ts';
import { emptyThread } from './kernel/thread.ts';
import { EXCEPTION_RULES, exception } from './kernel/view.ts';

describe('names that can never change', () => {
	test('of the rules that raise exceptions', () => {
		expect(EXCEPTION_RULES).toEqual(readGolden('exception-rules'));
	});

	test("an exception's id is rule, entity and losing event, whatever else it names", () => {
		const raised = exception('init', 'b1', 'run.r1:x', ['run.r1:y'], 'r1');
		expect(raised).toMatchObject({
			id: 'init:b1:run.r1:x',
			rule: 'init',
			entity: 'b1',
			run: 'r1',
			events: ['run.r1:x', 'run.r1:y']
		});
	});

	test('of the event types that were ever recorded', () => {
		const recorded = [
			'ItemDefined',
			'StepDefined',
			'FlowDefined',
			'DepartmentDefined',
			'MachineDefined',
			'StationDefined',
			'PersonDefined',
			'DeviceDefined',
			'RunCreated',
			'RunCancelled',
			'BatchesPlanned',
			'BatchInitialised',
			'BatchClosed',
			'BatchVoided'
		];
		for (const type of recorded) expect(eventSpecOf(type)?.type).toBe(type);
	});
});

describe('the catalog', () => {
	test('has each event type, table and kind once', () => {
		const types = slices.flatMap(({ events }) => events.map(({ type }) => type));
		const names = [...slices.map(({ table }) => table.name), ...tallies.map(({ table }) => table.name)];
		expect(new Set(types).size).toBe(types.length);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(slices.map(({ kind }) => kind)).size).toBe(slices.length);
	});

	test('every kind has a letter', () => {
		const kinds: readonly string[] = Object.values(CODE_LETTERS);
		for (const { kind } of slices) {
			expect(kinds).toContain(kind);
			expect(sliceOf(kind)?.kind).toBe(kind);
		}
	});

	test('does not know what a newer version made', () => {
		expect(eventSpecOf('SpindleBalanced')).toBeUndefined();
		expect(sliceOf('spindle')).toBeUndefined();
	});

	test('a command without a rule is a bug', () => {
		expect(() => deciderOf({ type: 'Levitate' } as unknown as Command)).toThrow('Levitate');
		for (const { define } of Object.values(definitions)) expect(deciderOf(define(null, {}))).toBeDefined();
	});

	test.each(slices.map((slice) => [slice.kind, slice] as const))(
		'%s folds a thread of which nothing is known',
		(_kind, { fold }) => {
			expect(fold([emptyThread('x')])).toMatchObject([{ row: { id: 'x', unread: 0 }, exceptions: [] }]);
		}
	);
});
