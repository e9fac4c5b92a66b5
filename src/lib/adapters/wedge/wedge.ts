import { ok } from '#domain/kernel/result.ts';
import {
	createRepeatRule,
	isTooLong,
	WEDGE_QUIET_MS,
	type Scan,
	type Scanner,
	type ScannerTrouble
} from '#ports/scanner.ts';
import {
	endKey,
	foreignKey,
	noBurst,
	printableKey,
	SILENCE_MS,
	silence,
	type BurstEnd,
	type BurstStep
} from './burst.ts';
import { createCaptureField, type CaptureField } from './capture-field.ts';
import { fieldText, type FieldText } from './field-text.ts';

/** Say nothing about who types: a scanner presses Shift for capitals, and an input method announces itself like this. */
const SILENT_KEYS = new Set(['Shift', 'CapsLock', 'NumLock', 'AltGraph', 'Dead', 'Process', 'Unidentified']);

/** A timer this late means that the page was busy and keys may still be waiting behind it. */
const LATE_TIMER_MS = 30;

/**
 * Hardware scanners that type: listens to the whole page, also while a field has the focus. A scan's characters never stay
 * in a field, and its Enter never submits or presses anything.
 *
 * `label` names the unseen field to screen readers.
 */
export function createWedge({ label }: { readonly label: string }): Scanner {
	const scanListeners = new Set<(scan: Scan) => void>();
	const troubleListeners = new Set<(trouble: ScannerTrouble) => void>();
	const isNew = createRepeatRule(WEDGE_QUIET_MS);

	let capture: CaptureField | undefined;
	let burst = noBurst;
	/** The field as it was before each key of the burst that the page has got. */
	let before: (FieldText | undefined)[] = [];
	let timer: ReturnType<typeof setTimeout> | undefined;

	function take(step: BurstStep): void {
		// An end comes before a beginning: what was held goes to the page ahead of the key that follows it.
		if (step.ended) settle(step.ended);
		if (step.burst.text.length <= 1) before = [];
		if (step.burst.passed > before.length) before[step.burst.passed - 1] = fieldText(document.activeElement);
		burst = step.burst;
		clearTimeout(timer);
		if (burst.text === '') capture?.clear();
		else waitForSilence(burst.lastAt + SILENCE_MS);
	}

	function endBySilence(): void {
		const step = silence(burst);
		if (step.ended) settle(step.ended);
		burst = step.burst;
		capture?.clear();
	}

	function settle(end: BurstEnd): void {
		if (end.type === 'typing') {
			if (document.activeElement !== capture?.element) fieldText(document.activeElement)?.insert(end.held);
			return;
		}
		before[end.from]?.restore();
		capture?.clear();
		if (!isNew(end.text, end.at)) return;
		if (isTooLong(end.text)) troubleListeners.forEach((listener) => listener({ type: 'TextTooLong' }));
		else scanListeners.forEach((listener) => listener({ text: end.text, source: 'wedge', at: end.at }));
	}

	function waitForSilence(due: number): void {
		const check = (): void => {
			const now = performance.now();
			if (now - due > LATE_TIMER_MS) waitForSilence(now + LATE_TIMER_MS);
			else endBySilence();
		};
		timer = setTimeout(check, Math.max(0, due - performance.now()));
	}

	function onKeyDown(event: KeyboardEvent): void {
		if (SILENT_KEYS.has(event.key) || event.isComposing) return;
		const step = read(event);
		take(step);
		if (step.key === 'hold') {
			event.preventDefault();
			event.stopImmediatePropagation();
		} else if (event.target === capture?.element) {
			capture?.expectKey();
		}
	}

	function read(event: KeyboardEvent): BurstStep {
		const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
		// Some layouts write with Control and Alt, as AltGraph.
		if (isShortcut && !event.getModifierState('AltGraph')) return foreignKey(burst);
		// A key held down repeats as fast as a scanner types.
		if (event.repeat) return foreignKey(burst);
		if (event.key === 'Enter' || event.key === 'Tab') return endKey(burst, event.timeStamp);
		return [...event.key].length === 1 ? printableKey(burst, event.key, event.timeStamp) : foreignKey(burst);
	}

	function onCapturedText(text: string, at: number): void {
		for (const character of text) {
			take(/[\r\n\t]/.test(character) ? endKey(burst, at) : printableKey(burst, character, at));
		}
	}

	return {
		start() {
			if (!capture) {
				capture = createCaptureField(label, onCapturedText);
				document.addEventListener('keydown', onKeyDown, { capture: true });
			}
			return Promise.resolve(ok(undefined));
		},
		stop() {
			document.removeEventListener('keydown', onKeyDown, { capture: true });
			capture?.remove();
			capture = undefined;
			clearTimeout(timer);
			burst = noBurst;
		},
		onScan(listener) {
			scanListeners.add(listener);
			return () => scanListeners.delete(listener);
		},
		onTrouble(listener) {
			troubleListeners.add(listener);
			return () => troubleListeners.delete(listener);
		}
	};
}
