import { batch } from './batch/fold.ts';
import { progress } from './run/progress.ts';
import { batchDeciders } from './batch/decide.ts';
import { department } from './department/department.ts';
import { device } from './device/device.ts';
import { deviceKey } from './device/key.ts';
import { revocation } from './device/revocation.ts';
import { downtime } from './downtime/decide.ts';
import { flow } from './flow/flow.ts';
import { handover } from './handover/decide.ts';
import { resolveException } from './decision/decide.ts';
import { holdDeciders } from './hold/decide.ts';
import { hold } from './hold/hold.ts';
import { item } from './item/item.ts';
import type { Decider } from './kernel/decider.ts';
import type { EventSpec, Slice, Tally, ViewRow } from './kernel/view.ts';
import { machine } from './machine/machine.ts';
import { orderDeciders } from './order/decide.ts';
import { order } from './order/views.ts';
import { noteDeciders } from './note/decide.ts';
import { person } from './person/person.ts';
import { pin } from './person/set-pin.ts';
import { runDeciders } from './run/decide.ts';
import { run } from './run/run.ts';
import { withdrawal } from './withdrawal/withdrawal.ts';
import { station } from './station/station.ts';
import { step } from './step/step.ts';

/** What is defined once and changed field by field. */
export const definitions = { item, step, flow, department, machine, station, person, device };

/** What is known on the floor, a line each: the views its events are folded into and the rules that answer its commands. */
const features = [
	...Object.values(definitions).map(({ slice, decider }) => ({ slices: [slice], deciders: [decider] })),
	{ slices: [run], deciders: runDeciders },
	{ slices: [order], deciders: orderDeciders },
	{ slices: [batch], deciders: batchDeciders, tallies: [progress] },
	{ slices: [hold], deciders: holdDeciders },
	{ slices: [], deciders: noteDeciders },
	{ slices: [], deciders: [resolveException] },
	downtime,
	revocation,
	deviceKey,
	pin,
	handover,
	withdrawal
];

/** Every view of what the floor knows: tables, event decoding and folds all follow from this list. */
export const slices = features.flatMap((feature): readonly Slice<ViewRow>[] => feature.slices);

/** A sum's row is told by its group. */
export interface SumRow {
	readonly id: string;
}

export const tallies = features.flatMap((feature) =>
	'tallies' in feature ? feature.tallies : []
) as unknown as readonly Tally<ViewRow, SumRow>[];

type KnownDecider = (typeof features)[number]['deciders'][number];

export type Command = Parameters<KnownDecider['decide']>[0];
export type Refusal = Extract<ReturnType<KnownDecider['decide']>, { readonly ok: false }>['error'];

/** Every rule, one a command. */
export const deciders = features.flatMap(
	(feature): readonly KnownDecider[] => feature.deciders
) as unknown as readonly Decider<Command, Refusal>[];

const byCommand = new Map(deciders.map((decider) => [decider.command as string, decider]));

/** The rule that answers a command. */
export function deciderOf(command: Command): Decider<Command, Refusal> {
	const decider = byCommand.get(command.type);
	if (decider === undefined) throw new Error(`no rule answers ${command.type}`);
	return decider;
}

const specs = new Map(slices.flatMap((slice) => slice.events).map((spec) => [spec.type, spec]));

/** How to read an event type; undefined for one that a newer version made. */
export const eventSpecOf = (type: string): EventSpec<string, unknown, unknown> | undefined => specs.get(type);

const slicesByKind = new Map<string, readonly Slice<ViewRow>[]>(
	slices.map(({ kind }) => [kind, slices.filter((slice) => slice.kind === kind)])
);

/** The views of what is of one kind: each is folded from the same threads into a table of its own. None for an unknown kind. */
export const slicesOf = (kind: string): readonly Slice<ViewRow>[] => slicesByKind.get(kind) ?? [];
