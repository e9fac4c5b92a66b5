import { bearerNeeds, openBearer, type Source } from '#domain/batch/bearer.ts';
import { blankRefusal, blankNeeds } from '#domain/batch/labels.ts';
import { objectionsTo } from '#domain/batch/leave.ts';
import { batchOf } from '#domain/batch/place.ts';
import type { BatchRefusal } from '#domain/batch/refusal.ts';
import type { SplitBatch } from '#domain/batch/split.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { parseDecimal, type Rational } from '#domain/kernel/quantity.ts';
import { err, type Result } from '#domain/kernel/result.ts';
import type { Label } from '#domain/label/label.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader, Store } from '#ports/store.ts';
import type { Collect, Collected } from '#state/scanning/collect.ts';
import type { Session } from '#state/session.svelte.ts';
import { batchRefusalWords } from '#state/words/batch.ts';
import { blankWords, otherFirstWords, parentWords } from '#state/words/collect.ts';
import type { NameOf } from '#state/words/words.ts';
import { changeLane, childrenOf, layOut, place, type Layout, type Place } from './lanes.ts';
import type { Grade } from '#domain/batch/goods.ts';

/** What is in hand at a split station, before anything is recorded. */
export interface SplitJob {
	/** The batch that is being split; null while none was scanned. */
	readonly source: BatchRow | null;
	/** The open batches that the scanned label stands for, while the operator has to say which. */
	readonly choices: readonly BatchRow[];
	readonly layout: Layout | null;
	/** The lane that the keys write in. */
	readonly active: Place;
	/** What was typed for it so far. */
	readonly typed: string;
	readonly collect: Collect;
	choose(batch: BatchRow): void;
	activate(where: Place): void;
	/** A digit, the decimal sign, or `BACKSPACE`. */
	press(key: string): void;
	fill(amount: Rational): void;
	change(grade: Grade, change: { readonly containers?: number; readonly reason?: string }): void;
	/** What is recorded when it is confirmed; null while nothing is in hand. */
	command(station: Code): { readonly command: SplitBatch; readonly code: Code } | null;
	/** Nothing is recorded. */
	clear(): void;
}

interface Held {
	readonly scanned: Code;
	readonly source: Source;
}

/** Takes the last character back. */
export const BACKSPACE = '←';

export function createSplitJob({
	store,
	session,
	nameOf
}: {
	readonly store: Store;
	readonly session: Session;
	readonly nameOf: NameOf;
}): SplitJob {
	let held = $state.raw<Held | null>(null);
	let asked = $state.raw<{ readonly scanned: Code; readonly among: readonly BatchRow[] } | null>(null);
	let layout = $state.raw<Layout | null>(null);
	let active = $state<Place>('seconds');
	let typed = $state('');

	function take(scanned: Code, source: Source): void {
		held = { scanned, source };
		asked = null;
		layout = layOut(source.remaining);
		active = 'seconds';
		typed = '';
	}

	const told = (kind: Collected['kind'], words: Collected['words']): Collected => ({ type: 'collected', kind, words });
	const refused = (refusal: BatchRefusal): Collected => told('refused', () => batchRefusalWords(refusal, nameOf));

	async function collect({ kind, code }: Label): Promise<Collected | null> {
		if (kind !== 'batch') return null;
		if (held !== null) return collectBlank(held, code);
		const found = await store.read((reader) => readSource(reader, code, null));
		if (found.ok) {
			take(code, found.value);
			return told('recorded', () => parentWords(found.value.batch, nameOf));
		}
		if (found.error.type !== 'ChooseBatch') return refused(found.error);
		asked = { scanned: code, among: found.error.batches };
		const { error } = found;
		return told('choose', () => batchRefusalWords(error, nameOf));
	}

	/** A blank label that is scanned while a batch is in hand is for one of the containers. */
	async function collectBlank({ scanned, source }: Held, code: Code): Promise<Collected> {
		if (layout === null || code === scanned || code === source.batch.label) {
			return told('duplicate', () => parentWords(source.batch, nameOf));
		}
		const refusal = await store.read(async (reader) => {
			const rows = await neededRows(reader, (known) => blankNeeds(code, known));
			return blankRefusal(code, rows);
		});
		if (refusal) return told('refused', () => otherFirstWords(source.batch));
		const { blanks } = layout;
		if (!blanks.includes(code)) layout = { ...layout, blanks: [...blanks, code] };
		const at = layout.blanks.indexOf(code) + 1;
		return told('recorded', () => blankWords(at));
	}

	async function choose(batch: BatchRow): Promise<void> {
		if (asked === null) return;
		const { scanned } = asked;
		const found = await store.read((reader) => readSource(reader, scanned, batch.id));
		if (found.ok) take(scanned, found.value);
	}

	function write(text: string): void {
		if (layout === null) return;
		typed = text;
		layout = place(layout, active, parseDecimal(text === '' ? '0' : text) ?? { n: 0n, d: 1n });
	}

	return {
		get source() {
			return held?.source.batch ?? null;
		},
		get choices() {
			return asked?.among ?? [];
		},
		get layout() {
			return layout;
		},
		get active() {
			return active;
		},
		get typed() {
			return typed;
		},
		collect,
		choose: (batch) => void choose(batch),
		activate(where) {
			active = where;
			typed = '';
		},
		press: (key) => write(key === BACKSPACE ? typed.slice(0, -1) : typed + key),
		fill(amount) {
			if (layout === null) return;
			typed = '';
			layout = place(layout, active, amount);
		},
		change(grade, change) {
			if (layout !== null) layout = changeLane(layout, grade, change);
		},
		command(station) {
			if (held === null || layout === null) return null;
			const command: SplitBatch = {
				type: 'SplitBatch',
				batch: held.scanned,
				station,
				source: held.source.batch.id,
				children: childrenOf(layout),
				closes: null,
				machine: session.machineAt(station),
				usual: session.usualMachineAt(station)
			};
			return { command, code: held.scanned };
		},
		clear() {
			held = null;
			asked = null;
			layout = null;
		}
	};
}

/** The batch that the label stands for, as the rule will find it. */
async function readSource(reader: Reader, code: Code, answer: Code | null): Promise<Result<Source, BatchRefusal>> {
	const rows = await neededRows(reader, (known) => bearerNeeds(code, known));
	const scanned = batchOf(code, rows);
	if (!scanned?.item) return err({ type: 'BatchUnknown', batch: code });
	const objections = objectionsTo({}, rows);
	const source = openBearer(scanned, answer, rows, objections);
	if (!source.ok) return source;
	const hold = objections.hold(source.value.batch);
	return hold ? err(hold) : source;
}
