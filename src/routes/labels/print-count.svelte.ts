import type { Code } from '#domain/kernel/code.ts';
import type { LabelKind, LabelSize } from '#domain/label/format.ts';
import { m } from '#paraglide/messages.js';
import type { Shell } from '#state/shell.ts';
import type { Words } from '#state/words/words.ts';
import { countPrinted } from './print-sequence.ts';

/** Labels on their way to paper: codes in the order they leave the printer. */
export interface Sent {
	readonly codes: readonly Code[];
	readonly kind: LabelKind;
	readonly size: LabelSize;
}

/** What a print did not bring out, in its order; counted from 1 within everything that was to be printed. */
export interface Missing {
	readonly codes: readonly Code[];
	readonly from: number;
	readonly of: number;
}

/** Nobody but a person knows what came out of a printer: a print counts when that is answered. */
export interface PrintCount {
	/** What nobody has answered for yet. */
	readonly sent: Sent | undefined;
	readonly missing: Missing | undefined;
	readonly busy: boolean;
	/** How the last count went. */
	readonly words: Words | undefined;
	send(labels: Sent): void;
	/** Counts the first so many of what was sent; the rest is missing, to be printed again. */
	settle(came: number): Promise<void>;
	/** What was missing is not wanted any more. */
	startOver(): void;
}

export function createPrintCount(record: Shell['record']): PrintCount {
	let sent = $state.raw<Sent>();
	let missing = $state.raw<Missing>();
	let busy = $state(false);
	let words = $state.raw<Words>();

	async function count({ codes, kind, size }: Sent, came: number): Promise<boolean> {
		for (const { copies, labels } of countPrinted(codes.slice(0, came))) {
			const recorded = await record({ type: 'PrintLabels', labels, kind, size, copies });
			if (!recorded.ok) {
				words = recorded.error;
				return false;
			}
		}
		return true;
	}

	return {
		get sent() {
			return sent;
		},
		get missing() {
			return missing;
		},
		get busy() {
			return busy;
		},
		get words() {
			return words;
		},
		send(labels) {
			words = undefined;
			sent = labels;
		},
		async settle(came) {
			if (sent === undefined || busy) return;
			const { codes } = sent;
			busy = true;
			const isCounted = await count(sent, came);
			busy = false;
			if (!isCounted) return;
			sent = undefined;
			if (came === 0) return;
			const rest = codes.slice(came);
			missing =
				rest.length === 0
					? undefined
					: { codes: rest, from: (missing?.from ?? 1) + came, of: missing?.of ?? codes.length };
			words = { tone: 'ok', title: m.labels_counted({ count: came }), line: '' };
		},
		startOver() {
			missing = undefined;
		}
	};
}
