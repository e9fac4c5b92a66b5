import { batch, progress } from './batch/views.ts';
import { batchDeciders, type BatchCommand } from './batch/decide.ts';
import type { BatchRefusal } from './batch/refusal.ts';
import { department } from './department/department.ts';
import { device } from './device/device.ts';
import { flow } from './flow/flow.ts';
import { hold } from './hold/hold.ts';
import { item } from './item/item.ts';
import type { Decider } from './kernel/decider.ts';
import type { DefinitionRefusal } from './kernel/definition.ts';
import type { EventSpec, Slice, Tally, ViewRow } from './kernel/view.ts';
import { machine } from './machine/machine.ts';
import { person } from './person/person.ts';
import { runDeciders, type RunCommand, type RunRefusal } from './run/decide.ts';
import { run } from './run/run.ts';
import { station } from './station/station.ts';
import { step } from './step/step.ts';

/** What is defined once and changed field by field. */
export const definitions = { item, step, flow, department, machine, station, person, device };

/** Every kind of thing the floor knows: tables, event decoding and folds all follow from this list. */
export const slices = [
	...Object.values(definitions).map((known) => known.slice),
	run,
	batch,
	hold
] as unknown as readonly Slice<ViewRow>[];

/** A sum's row is told by its group. */
export interface SumRow {
	readonly id: string;
}

export const tallies = [progress] as unknown as readonly Tally<ViewRow, SumRow>[];

type DefinitionCommand = ReturnType<(typeof definitions)[keyof typeof definitions]['define']>;

export type Command = DefinitionCommand | RunCommand | BatchCommand;
export type Refusal = DefinitionRefusal | RunRefusal | BatchRefusal;

const deciders = new Map(
	[...Object.values(definitions).map((known) => known.decider), ...runDeciders, ...batchDeciders].map((decider) => [
		decider.command as string,
		decider as unknown as Decider<Command, Refusal>
	])
);

/** The rule that answers a command. */
export function deciderOf(command: Command): Decider<Command, Refusal> {
	const decider = deciders.get(command.type);
	if (decider === undefined) throw new Error(`no rule answers ${command.type}`);
	return decider;
}

const specs = new Map(slices.flatMap((slice) => slice.events).map((spec) => [spec.type, spec]));

/** How to read an event type; undefined for one that a newer version made. */
export const eventSpecOf = (type: string): EventSpec<string, unknown, unknown> | undefined => specs.get(type);

const slicesByKind = new Map(slices.map((slice) => [slice.kind, slice]));

export const sliceOf = (kind: string): Slice<ViewRow> | undefined => slicesByKind.get(kind as Slice<ViewRow>['kind']);
