import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../tests/golden/read-golden.ts';
import { deciderOf, deciders, definitions, eventSpecOf, slices, slicesOf, tallies, type Command } from './catalog.ts';
import { PASSABLE_RULES } from './batch/leave.ts';
import { CODE_LETTERS } from './kernel/code.ts';
import { emptyThread } from './kernel/thread.ts';
import { EXCEPTION_RULES, exception } from './kernel/view.ts';
import { NOBODY_WITHDRAWN } from './kernel/withdrawn.ts';

describe('names that can never change', () => {
	test('of the rules that raise exceptions', () => {
		expect(EXCEPTION_RULES).toEqual(readGolden('exception-rules'));
	});

	test('of the rules that a lead can let pass, which overrides name', () => {
		expect(PASSABLE_RULES).toEqual(readGolden('passable-rules'));
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
			'RunChanged',
			'OrderChanged',
			'RunGenerated',
			'OrderChangeAnswered',
			'BatchesPlanned',
			'BatchInitialised',
			'BatchClosed',
			'BatchVoided',
			'BatchesTransformed',
			'FactUndone',
			'BatchCorrected',
			'LabelBound',
			'LabelsSwapped',
			'LabelsPrinted',
			'TouchedElsewhere',
			'ScanNoted',
			'HoldPlaced',
			'HoldReleased',
			'ExceptionResolved',
			'DowntimeStarted',
			'DowntimeEnded',
			'DeviceRevoked',
			'DeviceKeyAnnounced',
			'PinSet',
			'HandedOver'
		];
		for (const type of recorded) expect(eventSpecOf(type)?.type).toBe(type);
		// A new type is written down here with the version that first records it.
		const known = slices.flatMap(({ events }) => events.map(({ type }) => type));
		expect(known.toSorted()).toEqual(recorded.toSorted());
	});
});

describe('the catalog', () => {
	test('has each event type and table once, and one view a kind that joins its entities', () => {
		const types = slices.flatMap(({ events }) => events.map(({ type }) => type));
		const names = [...slices.map(({ table }) => table.name), ...tallies.map(({ table }) => table.name)];
		expect(new Set(types).size).toBe(types.length);
		expect(new Set(names).size).toBe(names.length);
		// A thread is of one family: two views that join by different facts would each need their own.
		const joining = slices.filter(({ joins }) => joins !== undefined).map(({ kind }) => kind);
		expect(new Set(joining).size).toBe(joining.length);
	});

	test('every kind has a letter', () => {
		const kinds: readonly string[] = Object.values(CODE_LETTERS);
		for (const slice of slices) {
			expect(kinds).toContain(slice.kind);
			expect(slicesOf(slice.kind)).toContain(slice);
		}
	});

	test('does not know what a newer version made', () => {
		expect(eventSpecOf('SpindleBalanced')).toBeUndefined();
		expect(slicesOf('spindle')).toEqual([]);
	});

	test('a command without a rule is a bug', () => {
		expect(() => deciderOf({ type: 'Levitate' } as unknown as Command)).toThrow('Levitate');
		for (const { define } of Object.values(definitions)) expect(deciderOf(define(null, {}))).toBeDefined();
	});

	test.each(slices.map((slice) => [slice.table.name, slice] as const))(
		'%s are folded from a thread of which nothing is known',
		(_name, { fold, withdraws }) => {
			const rows = fold([emptyThread('x')], NOBODY_WITHDRAWN);
			// From most nothing was ever taken: they have no row there.
			expect(rows).toMatchObject(withdraws ? [] : [{ row: { id: 'x', unread: 0 }, exceptions: [] }]);
		}
	);

	test('what not everybody may do is written down here', () => {
		const guarded = deciders.flatMap(({ command, roles }) => (roles ? [[command, roles]] : []));
		expect(Object.fromEntries(guarded)).toEqual({
			DefineItem: ['planner', 'admin'],
			DefineStep: ['planner', 'admin'],
			DefineFlow: ['planner', 'admin'],
			DefineDepartment: ['planner', 'admin'],
			DefineMachine: ['planner', 'admin'],
			DefineStation: ['planner', 'admin'],
			DefinePerson: ['admin'],
			DefineDevice: ['admin'],
			CreateRun: ['lead', 'planner', 'admin'],
			CancelRun: ['lead', 'planner', 'admin'],
			ChangeOrder: ['lead', 'planner', 'admin'],
			GenerateRuns: ['lead', 'planner', 'admin'],
			AnswerOrderChange: ['lead', 'planner', 'admin'],
			VoidBatch: ['lead', 'quality', 'planner', 'admin'],
			SetPin: ['admin'],
			RevokeDevice: ['lead', 'admin']
		});
	});
});
