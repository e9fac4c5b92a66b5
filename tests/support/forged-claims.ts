import fc from 'fast-check';
import {
	OPERATIONS,
	type BatchClosedData,
	type BatchCorrectedData,
	type BatchesPlannedData,
	type BatchesTransformedData,
	type BatchInitialisedData,
	type TouchedElsewhereData
} from '#domain/batch/batch.ts';
import type { LabelBoundData, LabelsPrintedData, LabelsSwappedData } from '#domain/batch/label-facts.ts';
import { GRADES, type Make, type Take } from '#domain/batch/goods.ts';
import type { HoldPlacedData } from '#domain/hold/hold.ts';
import type { DeviceRevokedData } from '#domain/device/revocation.ts';
import { deviceNumber, mintCode, type Code, type CodeLetter } from '#domain/kernel/code.ts';
import type { EntityId, Epoch } from '#domain/kernel/event.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import { EXCEPTION_RULES, type ExceptionRule } from '#domain/kernel/view.ts';
import type { ScanNotedData } from '#domain/note/note.ts';

/** Another event of the history, by its place in it: it has no id yet. */
type Place = number;

/** What a lead changes, as it is drawn. */
export type DrawnChange =
	| { readonly change: 'void'; readonly fact: Place; readonly batch: EntityId | null }
	| { readonly change: 'part'; readonly fact: Place; readonly batch: EntityId; readonly quantity: Quantity }
	| { readonly change: 'same'; readonly batch: EntityId; readonly as: EntityId }
	| { readonly change: 'relink'; readonly fact: Place; readonly from: EntityId; readonly to: EntityId };

/** What an event says. Other events are named by their place. */
export type Claim =
	| { readonly type: 'PersonDefined'; readonly data: { readonly id: Code; readonly changes: object } }
	| { readonly type: 'DeviceRevoked'; readonly data: DeviceRevokedData }
	| { readonly type: 'BatchesPlanned'; readonly data: BatchesPlannedData }
	| { readonly type: 'BatchInitialised'; readonly data: BatchInitialisedData; readonly notes: readonly Place[] }
	| { readonly type: 'BatchesTransformed'; readonly data: BatchesTransformedData; readonly notes: readonly Place[] }
	| { readonly type: 'BatchClosed'; readonly data: BatchClosedData }
	| { readonly type: 'BatchCorrected'; readonly data: BatchCorrectedData }
	| { readonly type: 'LabelBound'; readonly data: LabelBoundData }
	| { readonly type: 'LabelsPrinted'; readonly data: LabelsPrintedData }
	| { readonly type: 'LabelsSwapped'; readonly data: LabelsSwappedData }
	| { readonly type: 'HoldPlaced' | 'HoldReleased'; readonly data: HoldPlacedData }
	| { readonly type: 'ScanNoted'; readonly data: ScanNotedData }
	| { readonly type: 'TouchedElsewhere'; readonly data: TouchedElsewhereData }
	| {
			readonly type: 'BatchVoided';
			readonly run: EntityId | null;
			readonly batch: EntityId;
			readonly facts: readonly Place[];
	  }
	/** `on` null: on what the fact touches, as honest devices do. */
	| {
			readonly type: 'FactUndone';
			readonly run: EntityId | null;
			readonly fact: Place;
			readonly on: readonly EntityId[] | null;
	  }
	/** One of the ways to settle one of the exceptions that stand by then; where none does, of one that never was. */
	| {
			readonly type: 'ExceptionResolved';
			readonly run: EntityId | null;
			readonly nth: number;
			readonly choice: number;
			readonly to: EntityId;
			readonly quantity: Quantity;
			readonly nonsense: Nonsense | null;
	  };

/** A decision about whatever comes to mind. */
export interface Nonsense {
	readonly rule: ExceptionRule;
	readonly entity: EntityId;
	readonly losing: Place;
	readonly changes: readonly DrawnChange[];
}

const mint = (letter: CodeLetter, counter: number): EntityId => mintCode(letter, deviceNumber(1), counter);
/** Few, so that whatever is drawn is about the same ones. */
const BATCHES = Array.from({ length: 7 }, (_, counter) => mint('b', counter));
const RUNS = [mint('r', 1), mint('r', 2)];
const ITEMS = [mint('a', 1), mint('a', 2)];
const HOLDS = [mint('h', 1), mint('h', 2)];
/** A code with a wrong check character, and codes of other kinds. */
const NO_BATCHES = ['b000000000', ...ITEMS, ...RUNS];

const revision = 'site:0375d486r0000:00bccccc:kpm3y2tp9fecphfg';
const step = { id: mint('t', 1), revision };
const reason = { code: 'r1', text: null };

export const oneIn = (many: number): fc.Arbitrary<boolean> => fc.nat(many - 1).map((drawn) => drawn === many - 1);
const anyRun = fc.oneof(
	{ weight: 12, arbitrary: fc.constantFrom(...RUNS) },
	{ weight: 1, arbitrary: fc.constant(null) }
);
export const anyBatch = fc.oneof(
	{ weight: 30, arbitrary: fc.constantFrom(...BATCHES) },
	{ weight: 1, arbitrary: fc.constantFrom(...NO_BATCHES) }
);
const anyPlace = fc.nat(30);
const somePlaces = fc.array(anyPlace, { maxLength: 2 });
/** Of records that were noted first, the same few again and again; of most none. */
const someNotes = fc.oneof(
	{ weight: 4, arbitrary: fc.constant([]) },
	{ weight: 1, arbitrary: fc.array(fc.nat(2), { minLength: 1, maxLength: 2 }) }
);

const anyQuantity: fc.Arbitrary<Quantity> = fc
	.record({
		amount: fc.constantFrom('1', '3', '5', '10', '1/2', '7/3'),
		in: fc.oneof(
			{ weight: 15, arbitrary: fc.constant({ unit: 'pcs', kind: 'count' as const, ratio: '1' }) },
			{ weight: 5, arbitrary: fc.constant({ unit: 'dozen', kind: 'count' as const, ratio: '12' }) },
			{ weight: 1, arbitrary: fc.constant({ unit: 'kg', kind: 'mass' as const, ratio: '1000' }) }
		)
	})
	.map(({ amount, in: unit }) => ({ amount, ...unit }));

const anyMake: fc.Arbitrary<Make> = fc.record(
	{
		batch: anyBatch,
		item: fc.constantFrom(...ITEMS.map((id) => ({ id, revision }))),
		quantity: anyQuantity,
		smallest: fc.constantFrom('1', '1/10', '100'),
		second: fc.constant(null),
		grade: fc.constantFrom(...GRADES),
		place: fc.constant(null),
		machine: fc.constantFrom(null, mint('m', 1)),
		label: anyBatch
	},
	{ requiredKeys: ['batch', 'item', 'quantity', 'smallest', 'second', 'grade', 'place', 'machine'] }
);

const anyTake: fc.Arbitrary<Take> = fc.record({
	batch: anyBatch,
	item: fc.constantFrom(...ITEMS),
	quantity: anyQuantity,
	extent: fc.constantFrom('part', 'all')
});

/** Of each batch once. */
const some = <Part extends Make | Take>(part: fc.Arbitrary<Part>, minLength: number, maxLength: number) =>
	fc.uniqueArray(part, { selector: ({ batch }) => batch, minLength, maxLength });

const none = fc.constant([]);
const says = <const Type extends string, Data>(type: Type, data: fc.Arbitrary<Data>) =>
	fc.record({ type: fc.constant(type), data });
const records = <const Type extends string, Data>(type: Type, data: fc.Arbitrary<Data>) =>
	fc.record({ type: fc.constant(type), data, notes: someNotes });

const anyPlanning = says(
	'BatchesPlanned',
	fc.record({ run: anyRun, line: fc.constantFrom(1, 1, null), makes: some(anyMake, 1, 3) })
);
const anyStart = records(
	'BatchInitialised',
	fc.record({ run: anyRun, batch: anyBatch, step: fc.constant(step), takes: none, uses: none, makes: none })
);
const anyTransformation = records(
	'BatchesTransformed',
	fc.record({
		run: anyRun,
		operation: fc.constantFrom(...OPERATIONS),
		step: fc.constantFrom(null, step),
		takes: some(anyTake, 1, 2),
		uses: none,
		makes: some(anyMake, 0, 2),
		ends: fc.array(anyBatch, { maxLength: 1 }),
		reason: fc.constant(reason)
	})
);
const anyClose = says('BatchClosed', fc.record({ run: anyRun, batch: anyBatch, reason: fc.constant(reason) }));
const anyCorrection = says(
	'BatchCorrected',
	fc.record({
		run: anyRun,
		batch: anyBatch,
		quantity: fc.option(anyQuantity, { freq: 5 }),
		grade: fc.option(fc.constantFrom(...GRADES), { freq: 2 }),
		reason: fc.constant(reason)
	})
);
const anyHold = fc.record({
	hold: fc.constantFrom(...HOLDS),
	run: anyRun,
	covers: fc.array(fc.oneof({ weight: 6, arbitrary: anyBatch }, { weight: 1, arbitrary: fc.constantFrom(...RUNS) }), {
		minLength: 1,
		maxLength: 3
	}),
	reason: fc.constant(reason)
});
const anySwap = says(
	'LabelsSwapped',
	fc
		.record({
			run: anyRun,
			batches: fc.uniqueArray(anyBatch, { minLength: 2, maxLength: 3 }),
			codes: fc.uniqueArray(anyBatch, { minLength: 3, maxLength: 3 })
		})
		.map(({ run, batches, codes }) => ({
			run,
			labels: batches.map((batch, index) => ({ batch, code: codes[index] ?? batch })),
			reason
		}))
);
const anyBinding = says('LabelBound', fc.record({ run: anyRun, batch: anyBatch, code: anyBatch }));
const anyPrint = says(
	'LabelsPrinted',
	fc.record({
		run: anyRun,
		labels: fc.array(anyBatch, { minLength: 1, maxLength: 2 }),
		kind: fc.constant('tag' as const),
		size: fc.constant('1x1' as const),
		copies: fc.integer({ min: 1, max: 4 })
	})
);
const anyNote = says('ScanNoted', fc.record({ code: anyBatch, output: anyBatch }));
const anyPointer = says(
	'TouchedElsewhere',
	fc.record({
		run: anyRun,
		stream: fc.constantFrom('unfiled', ...RUNS.map((run) => `run.${run}`)),
		batches: fc.array(anyBatch, { minLength: 1, maxLength: 2 }),
		made: fc.array(anyBatch, { maxLength: 1 })
	})
);
const anyVoid = fc.record({
	type: fc.constant('BatchVoided' as const),
	run: anyRun,
	batch: anyBatch,
	facts: somePlaces
});
const anyUndo = fc.record({
	type: fc.constant('FactUndone' as const),
	run: anyRun,
	fact: anyPlace,
	on: fc.option(fc.array(anyBatch, { minLength: 1, maxLength: 2 }), { freq: 2 })
});
const change = <const Name extends string>(name: Name) => ({ change: fc.constant(name) });
const anyChange: fc.Arbitrary<DrawnChange> = fc.oneof(
	fc.record({ ...change('void'), fact: anyPlace, batch: fc.option(anyBatch, { freq: 2 }) }),
	fc.record({ ...change('part'), fact: anyPlace, batch: anyBatch, quantity: anyQuantity }),
	fc.record({ ...change('same'), batch: anyBatch, as: anyBatch }),
	fc.record({ ...change('relink'), fact: anyPlace, from: anyBatch, to: anyBatch })
);
const anyDecision = fc.record({
	type: fc.constant('ExceptionResolved' as const),
	run: anyRun,
	nth: fc.nat(20),
	choice: fc.nat(5),
	to: anyBatch,
	quantity: anyQuantity,
	nonsense: fc.option(
		fc.record({
			rule: fc.constantFrom(...EXCEPTION_RULES),
			entity: anyBatch,
			losing: anyPlace,
			changes: fc.array(anyChange, { maxLength: 3 })
		}),
		{ freq: 3 }
	)
});

/** Those who record: now and then somebody leaves, comes back, or is something else. */
export const PEOPLE: readonly Code[] = [1, 2].map((number) => mintCode('p', deviceNumber(1), number));

const anyPerson = fc
	.record({
		id: fc.constantFrom(...PEOPLE),
		changes: fc.record(
			{ archived: fc.boolean(), roles: fc.subarray(['operator', 'lead', 'quality'] as const) },
			{ requiredKeys: [] }
		)
	})
	.map((data): Claim => ({ type: 'PersonDefined', data }));

const anyRevocation = fc
	.record({ number: fc.integer({ min: 1, max: 3 }), seq: fc.integer({ min: 1, max: 9 }) })
	.map(({ number, seq }): Claim => ({
		type: 'DeviceRevoked',
		data: {
			device: mintCode('d', deviceNumber(number), 0),
			number: deviceNumber(number),
			accepted: [{ epoch: 'zzzzz' as Epoch, seq, hash: 'a'.repeat(64) }],
			reason: { code: 'r1', text: null }
		}
	}));

export const anyClaim: fc.Arbitrary<Claim> = fc.oneof(
	{ weight: 3, arbitrary: anyPlanning },
	{ weight: 3, arbitrary: anyStart },
	{ weight: 9, arbitrary: anyTransformation },
	{ weight: 4, arbitrary: anyUndo },
	{ weight: 2, arbitrary: anyVoid },
	{ weight: 4, arbitrary: anyDecision },
	{ weight: 3, arbitrary: anyCorrection },
	{ weight: 2, arbitrary: says('HoldPlaced', anyHold) },
	{ weight: 1, arbitrary: says('HoldReleased', anyHold) },
	{ weight: 1, arbitrary: anySwap },
	{ weight: 1, arbitrary: anyClose },
	{ weight: 1, arbitrary: anyBinding },
	{ weight: 1, arbitrary: anyPrint },
	{ weight: 1, arbitrary: anyNote },
	{ weight: 1, arbitrary: anyPointer },
	{ weight: 2, arbitrary: anyPerson },
	{ weight: 1, arbitrary: anyRevocation }
);
