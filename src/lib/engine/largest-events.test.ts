import { expect, test } from 'vitest';
import {
	BatchesPlanned,
	BatchesTransformed,
	BatchVoided,
	FactUndone,
	PLAN_CHUNK,
	POINTED_CHUNK,
	TouchedElsewhere
} from '#domain/batch/batch.ts';
import { LabelsPrinted, LabelsSwapped, PRINT_CHUNK } from '#domain/batch/label-facts.ts';
import { MAX_NOTES, type Circumstances } from '#domain/batch/circumstances.ts';
import { MAX_CHILDREN } from '#domain/batch/cut.ts';
import type { Make, Take, Use } from '#domain/batch/goods.ts';
import { MAX_MERGED } from '#domain/batch/tray.ts';
import { eventSpecOf } from '#domain/catalog.ts';
import { DowntimeEnded, END_CHUNK } from '#domain/downtime/downtime.ts';
import { HOLD_CHUNK, HoldPlaced } from '#domain/hold/hold.ts';
import { canonicalJson } from '#domain/kernel/canonical.ts';
import { deviceNumber, mintCode, type CodeLetter } from '#domain/kernel/code.ts';
import { draft, type Draft } from '#domain/kernel/decider.ts';
import { ExceptionResolved, MAX_CHANGES } from '#domain/kernel/decision.ts';
import {
	MAX_EVENT_BYTES,
	MAX_OPERATORS,
	MAX_SEEN,
	MAX_TOUCHES,
	MAX_UNREAD,
	sealEvent,
	type Epoch,
	type EventId
} from '#domain/kernel/event.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import { ROLES } from '#domain/kernel/role.ts';
import { hlc } from '#domain/kernel/timestamp.ts';
import { readData, type EventSpec } from '#domain/kernel/view.ts';
import {
	LINE_CHUNK,
	MAX_ANSWERED,
	MAX_LINE_NUMBER,
	MAX_NUMBER_LENGTH,
	OrderChangeAnswered,
	OrderChanged,
	RunGenerated
} from '#domain/order/order.ts';
import { MAX_LINE_MACHINES, MAX_LINES, MAX_STEPS, RunCreated } from '#domain/run/run.ts';
import { MONDAY } from '../../../tests/support/floor.ts';
import { mostHeads } from './commit.ts';

// What authors may say at most, in one event: as many parts as their rules let through, each as long as it can be, on entities
// with as many heads as are named. It has to fit: what is confirmed on a screen is recorded.

const code = (letter: CodeLetter, counter: number): string => mintCode(letter, deviceNumber(32_767), counter);
const codes = (letter: CodeLetter, count: number): string[] =>
	Array.from({ length: count }, (_, at) => code(letter, 1_000_000 + at)).sort();
const run = code('r', 1);
const eventAt = (at: number, stream = `run.${run}`): EventId =>
	`${stream}:${hlc(MONDAY - 1, at)}:zzzzzzzz:0123456789abcdef`;
const eventsOf = (count: number): EventId[] => Array.from({ length: count }, (_, at) => eventAt(at)).sort();

/** The longest number that anything is counted in: hardly a quantity, but a legal one. */
const longest = `${'9'.repeat(30)}/${'8'.repeat(29)}7`;
const quantity: Quantity = { amount: longest, unit: 'u'.repeat(32), kind: 'count', ratio: '1' };
const chains = Array.from({ length: MAX_SEEN }, (_, at) => `${deviceNumber(at)}zzzzz`);
const pinned = (letter: CodeLetter, at = 1) => ({ id: code(letter, at), revision: eventAt(at, 'site') });
const reason = { code: code('g', 1), text: { personal: '49be9t1sezdrj82zwjym7526n9' } };

const make = (batch: string): Make => ({
	batch,
	item: pinned('a'),
	quantity,
	smallest: longest,
	second: null,
	grade: 'seconds',
	place: null,
	machine: code('m', 1),
	reason
});
const take = (batch: string): Take => ({
	batch,
	item: code('a', 1),
	quantity,
	extent: 'part',
	label: code('b', 3)
});
/** A step takes 64 things at most. */
const uses: readonly Use[] = codes('a', 64).map((item) => ({ item, lot: null, quantity, basis: 'planned' }));
const unusual: Circumstances = {
	happened: '2026-03-02T07:00:00.000+01:00',
	override: {
		lead: code('p', 1),
		reason,
		rules: Array.from({ length: 8 }, (_, at) => `${'BatchNotStarted'.repeat(2)}${'abcdefgh'[at] ?? ''}`)
	}
};

const stream = `run.${run}`;
const [sources, children, held] = [codes('b', MAX_MERGED), codes('b', MAX_CHILDREN), codes('b', HOLD_CHUNK)];
const source = code('b', 1);
const made = code('b', 2);

const transformed = (takes: readonly Take[], makes: readonly Make[], more: object = {}) =>
	draft(
		BatchesTransformed,
		stream,
		[...takes, ...makes].map(({ batch }) => batch),
		{
			run,
			operation: 'rework',
			step: pinned('t'),
			takes,
			uses: [],
			makes,
			ends: makes.map(({ batch }) => batch),
			reason,
			...unusual,
			...more
		}
	);

const specOf = (type: string): EventSpec<string, unknown, unknown> => {
	const spec = eventSpecOf(type);
	if (spec === undefined) throw new Error(`no event type ${type}`);
	return spec;
};

const LARGEST: readonly (readonly [string, Draft])[] = [
	[
		'somebody leaves a site of many devices',
		{
			...draft(specOf('PersonDefined'), 'site', [code('p', 1)], {
				id: code('p', 1),
				changes: { archived: true, roles: [...ROLES], name: reason.text }
			}),
			takesAway: true
		}
	],
	[
		'a run',
		draft(RunCreated, 'runs', [run], {
			run,
			lines: Array.from({ length: MAX_LINES }, (_, at) => ({
				line: at + 1,
				item: pinned('a', at),
				each: quantity,
				batches: 5_000,
				machines: codes('m', MAX_LINE_MACHINES),
				flow: pinned('f', at),
				order: { id: code('v', 1), line: MAX_LINE_NUMBER }
			})),
			responsible: code('p', 1),
			due: '2026-11-30',
			priority: 9,
			released: false,
			steps: Array.from({ length: MAX_STEPS }, (_, at) => pinned('t', at))
		})
	],
	[
		'a change of an order',
		draft(OrderChanged, 'order.v1', [code('v', 1)], {
			order: code('v', 1),
			changes: {
				number: 'ẞ'.repeat(MAX_NUMBER_LENGTH),
				customer: { code: code('p', 1), text: reason.text },
				placed: '2026-11-30',
				note: reason.text,
				status: 'cancelled'
			},
			lines: Array.from({ length: LINE_CHUNK }, (_, at) => ({
				line: MAX_LINE_NUMBER - LINE_CHUNK + at,
				changes: {
					wanted: { item: code('a', at), quantity },
					requested: '2026-11-30',
					promised: '2026-11-30',
					priority: 9,
					dropped: false
				}
			})),
			reason
		})
	],
	[
		'what a run is generated for',
		draft(RunGenerated, 'order.v1', [code('v', 1), run], {
			order: code('v', 1),
			run,
			lines: Array.from({ length: LINE_CHUNK }, (_, at) => ({
				line: MAX_LINE_NUMBER - LINE_CHUNK + at,
				runLines: Array.from({ length: MAX_LINES }, (_line, index) => index + 1),
				covers: { item: code('a', at), quantity }
			}))
		})
	],
	[
		'an answer to changes of an order',
		draft(OrderChangeAnswered, 'order.v1', [code('v', 1), run], {
			order: code('v', 1),
			run,
			answer: 'apply',
			changes: eventsOf(MAX_ANSWERED),
			lines: Array.from({ length: LINE_CHUNK }, (_, at) => ({
				line: MAX_LINE_NUMBER - LINE_CHUNK + at,
				covers: { item: code('a', at), quantity }
			})),
			reason
		})
	],
	[
		'a step',
		draft(specOf('StepDefined'), 'site', [code('t', 1)], {
			id: code('t', 1),
			changes: {
				name: 'ẞ'.repeat(120),
				consumes: codes('a', 64).map((item) => ({ item, quantity, allowance: longest })),
				produces: { item: code('a', 1), quantity },
				plannedMinutes: 100_000
			}
		})
	],
	[
		'a flow',
		draft(specOf('FlowDefined'), 'site', [code('f', 1)], {
			id: code('f', 1),
			changes: { name: 'ẞ'.repeat(120), steps: codes('t', 256), archived: true }
		})
	],
	[
		'a chunk of planned batches',
		draft(BatchesPlanned, stream, [run, ...codes('b', PLAN_CHUNK)], {
			run,
			line: MAX_LINES,
			makes: codes('b', PLAN_CHUNK).map(make)
		})
	],
	['a split', transformed([take(source)], children.map(make))],
	['a merge by a step', transformed(sources.map(take), [{ ...make(made), label: source }], { uses })],
	[
		'a noted move',
		transformed([take(source)], [make(made)], {
			uses,
			notes: Array.from({ length: MAX_NOTES }, (_, at) => eventAt(at, 'unfiled'))
		})
	],
	['an undo of one of these', draft(FactUndone, stream, [source, ...children], { run, fact: eventAt(1) })],
	[
		'a pointer to a merge',
		draft(TouchedElsewhere, stream, codes('b', POINTED_CHUNK), {
			run,
			stream,
			batches: codes('b', POINTED_CHUNK),
			made: codes('b', POINTED_CHUNK)
		})
	],
	[
		'an exchange of labels',
		draft(LabelsSwapped, stream, codes('b', 8), {
			run,
			labels: codes('b', 8).map((batch, at, all) => ({ batch, code: all[7 - at] ?? '' })),
			reason
		})
	],
	['a hold', draft(HoldPlaced, stream, [code('h', 1), ...held], { hold: code('h', 1), run, covers: held, reason })],
	[
		'a print',
		draft(LabelsPrinted, stream, codes('b', PRINT_CHUNK), {
			run,
			labels: codes('b', PRINT_CHUNK),
			kind: 'traveler',
			size: '2x4',
			copies: 99
		})
	],
	[
		'a void of a batch that many devices scanned',
		draft(BatchVoided, stream, [source], { run, batch: source, facts: eventsOf(MAX_TOUCHES), reason })
	],
	[
		'a decision',
		draft(ExceptionResolved, stream, [`correction:${source}:${eventAt(1)}`, ...codes('b', MAX_TOUCHES - 1)], {
			run,
			exception: `correction:${source}:${eventAt(1)}`,
			changes: Array.from({ length: MAX_CHANGES }, (_, at) => ({
				change: 'part' as const,
				fact: eventAt(at),
				batch: source,
				quantity
			})),
			reason
		})
	],
	[
		'an end of downtimes',
		draft(DowntimeEnded, `machine.${code('m', 1)}`, [code('m', 1)], {
			machine: code('m', 1),
			starts: eventsOf(END_CHUNK)
		})
	]
];

/** Its size in bytes, with as much around it as an envelope can hold. */
function sizeOf({ touches, station: _, takesAway, ...said }: Draft): number {
	const heads = Object.fromEntries(touches.map((entity) => [entity, eventsOf(mostHeads(touches.length))]));
	const body = {
		f: 1 as const,
		...said,
		touches,
		data: said.data as never,
		hlc: hlc(MONDAY, 65_535),
		at: '2026-03-02T07:00:00.000+01:00',
		device: deviceNumber(32_767),
		epoch: 'zzzzz' as Epoch,
		seq: Number.MAX_SAFE_INTEGER,
		prev: 'f'.repeat(64),
		by: codes('p', MAX_OPERATORS),
		station: code('s', 1),
		machine: code('m', 1),
		source: 'keyboardscanners',
		heads,
		unread: eventsOf(MAX_UNREAD),
		rights: Object.fromEntries(codes('p', MAX_OPERATORS).map((person) => [person, eventsOf(1)])),
		...(takesAway && { seen: Object.fromEntries(chains.map((chain) => [chain, Number.MAX_SAFE_INTEGER])) })
	};
	const sealed = sealEvent(body);
	if (!sealed.ok && !sealed.error.reason.startsWith('larger')) throw new Error(sealed.error.reason);
	const written = canonicalJson(body);
	return written.ok ? new TextEncoder().encode(written.value).length : Number.NaN;
}

test.each(LARGEST)('the largest event that an author records fits its limit: %s', (_name, largest) => {
	expect(readData(eventSpecOf(largest.type), largest)).toBeDefined();
	expect(largest.touches.length).toBeLessThanOrEqual(MAX_TOUCHES);
	expect(sizeOf(largest)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
});
