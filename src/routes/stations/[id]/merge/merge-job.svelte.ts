import { BatchesTransformed, type BatchesTransformedData } from '#domain/batch/batch.ts';
import type { Leave } from '#domain/batch/leave.ts';
import type { MergeBatches } from '#domain/batch/merge.ts';
import type { BatchRefusal } from '#domain/batch/refusal.ts';
import type { InTray, Tray } from '#domain/batch/tray.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import type { Label } from '#domain/label/label.ts';
import type { Reader, Store } from '#ports/store.ts';
import type { Feedback } from '#state/feedback.svelte.ts';
import type { Collect, Collected } from '#state/scanning/collect.ts';
import type { Session } from '#state/session.svelte.ts';
import { batchRefusalWords } from '#state/words/batch.ts';
import { inTrayWords, outOfTrayWords } from '#state/words/collect.ts';
import { unansweredWords } from '#state/words/scan.ts';
import type { NameOf, Words } from '#state/words/words.ts';
import { EMPTY_TRAY, keepTray, recallTray, type KeptTray } from './kept-tray.ts';
import { tryOn, type TrayContents } from './tray-contents.ts';

/** What is gathered at a station to become one batch, before anything is recorded. */
export interface MergeJob {
	readonly tray: Tray;
	/** The open batches that the scanned label stands for, while the operator has to say which. */
	readonly choices: readonly BatchRow[];
	/** The label that was scanned last and stays out, and why. */
	readonly refused: { readonly scanned: Code; readonly refusal: BatchRefusal } | null;
	readonly collect: Collect;
	choose(batch: BatchRow): Promise<void>;
	/** No answer: the label that was asked about stays out. */
	leaveChoice(): void;
	remove(scanned: Code): void;
	/** Nothing is recorded. */
	clear(): void;
	/** A lead lets the label that stays out be put to batches of other runs. */
	allow(leave: Leave): Promise<void>;
	/** What is recorded when it is confirmed; null while nothing is in it. */
	command(contents: TrayContents): { readonly command: MergeBatches; readonly code: Code } | null;
	/** Empties the tray where the record used up what is in it. */
	settle(event: FloorEvent): void;
}

export interface MergeJobDeps {
	readonly store: Store;
	readonly session: Pick<Session, 'machineAt' | 'usualMachineAt'>;
	readonly nameOf: NameOf;
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly station: Code;
	/** Batches move on here, each by its scan; only the parts of a step are gathered. */
	readonly onlyParts: boolean;
	/** Makes seen and heard what became of a label without another scan: by an answer, or a lead's leave. */
	readonly tell: (collected: Collected, code: Code) => void;
}

export function createMergeJob(deps: MergeJobDeps): MergeJob {
	const { store, session, nameOf, storage, station, onlyParts, tell } = deps;
	let kept = $state.raw<KeptTray>(recallTray(storage, station));
	let asked = $state.raw<{ readonly scanned: Code; readonly among: readonly BatchRow[] } | null>(null);
	let refused = $state.raw<MergeJob['refused']>(null);

	const trayOf = (change: Partial<KeptTray> = {}): Tray => ({ ...kept, ...change, station });

	function keep(changed: KeptTray): void {
		kept = changed;
		asked = null;
		refused = null;
		keepTray(storage, station, changed);
	}

	const told = (kind: Feedback, words: () => Words): Collected => ({ type: 'collected', kind, words });

	/** A warning or a stop, as the words have it. */
	function stayOut(scanned: Code, refusal: BatchRefusal): Collected {
		refused = { scanned, refusal };
		const words = (): Words => batchRefusalWords(refusal, nameOf);
		if (refusal.type === 'AlreadyInTray') return told('duplicate', words);
		return told(words().tone === 'warning' ? 'warning' : 'refused', words);
	}

	function put(scanned: Code, one: InTray, change: Partial<KeptTray> = {}): Collected {
		keep({ ...kept, ...change, batches: [...kept.batches, scanned] });
		return told('recorded', () => (kept.batches.includes(scanned) ? inTrayWords(one) : outOfTrayWords(scanned)));
	}

	async function collect({ kind, code }: Label): Promise<Collected | null> {
		if (kind !== 'batch') return null;
		if (asked !== null) return collectAnswer(asked, code);
		const isOpening = onlyParts && kept.batches.length === 0;
		const found = await store.read((reader) => tryOn(reader, trayOf(), code));
		if (found.ok) return put(code, found.value);
		const { error } = found;
		if (error.type === 'ChooseBatch') {
			const { batches: among } = error;
			const fits = !isOpening || (await store.read((reader) => someFit(reader, code, among)));
			if (!fits) return null;
			asked = { scanned: code, among };
			return told('choose', () => (asked?.scanned === code ? batchRefusalWords(error, nameOf) : outOfTrayWords(code)));
		}
		return isOpening ? null : stayOut(code, error);
	}

	/** A label of one of the batches that are asked about answers; any other one has to wait. */
	async function collectAnswer(question: NonNullable<typeof asked>, code: Code): Promise<Collected> {
		const meant = question.among.filter(({ id, label }) => id === code || label === code);
		const [one] = meant;
		if (code === question.scanned || one === undefined || meant.length > 1) {
			return told('warning', () => unansweredWords('batch', question.scanned, code));
		}
		return putChosen(question.scanned, one);
	}

	async function putChosen(scanned: Code, batch: BatchRow): Promise<Collected> {
		const sources = { ...kept.sources, [scanned]: batch.id as Code };
		const found = await store.read((reader) => tryOn(reader, trayOf({ sources }), scanned));
		asked = null;
		return found.ok ? put(scanned, found.value, { sources }) : stayOut(scanned, found.error);
	}

	async function someFit(reader: Reader, scanned: Code, among: readonly BatchRow[]): Promise<boolean> {
		const tried = await Promise.all(
			among.map(({ id }) => tryOn(reader, trayOf({ sources: { [scanned]: id as Code } }), scanned))
		);
		return tried.some(({ ok }) => ok);
	}

	return {
		get tray() {
			return trayOf();
		},
		get choices() {
			return asked?.among ?? [];
		},
		get refused() {
			return refused;
		},
		collect,
		async choose(batch) {
			if (asked === null) return;
			const { scanned } = asked;
			tell(await putChosen(scanned, batch), scanned);
		},
		leaveChoice: () => (asked = null),
		remove(scanned) {
			const batches = kept.batches.filter((one) => one !== scanned);
			const sources = Object.fromEntries(Object.entries(kept.sources).filter(([code]) => code !== scanned));
			keep(batches.length === 0 ? EMPTY_TRAY : { ...kept, batches, sources });
		},
		clear: () => keep(EMPTY_TRAY),
		async allow(leave) {
			if (refused === null) return;
			const { scanned } = refused;
			const found = await store.read((reader) => tryOn(reader, trayOf({ leave }), scanned));
			tell(found.ok ? put(scanned, found.value, { leave }) : stayOut(scanned, found.error), scanned);
		},
		command({ isOneRun }) {
			const [code] = kept.batches;
			if (code === undefined) return null;
			const { batches, sources, leave } = kept;
			const command: MergeBatches = {
				type: 'MergeBatches',
				station,
				batches,
				sources,
				// A lead who is no longer needed takes no part in it.
				leave: isOneRun ? null : leave,
				step: null,
				machine: session.machineAt(station),
				usual: session.usualMachineAt(station)
			};
			return { command, code };
		},
		settle({ type, data, station: where }) {
			if (type !== BatchesTransformed.type || where !== station) return;
			const { takes } = data as unknown as BatchesTransformedData;
			const used = new Set(takes.map(({ batch, label }) => label ?? batch));
			if (kept.batches.length > 0 && kept.batches.every((code) => used.has(code))) keep(EMPTY_TRAY);
		}
	};
}
