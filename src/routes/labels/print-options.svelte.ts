import { LABEL_KINDS, LABEL_SIZES, type LabelKind } from '#domain/label/format.ts';
import type { SymbolForm } from '#domain/label/print-drawing.ts';
import { JOB_PAPERS, type JobPaper } from '#domain/label/print-job-sheet.ts';
import { SHEETS } from '#domain/label/print-sheet.ts';
import { isOffered } from '#domain/label/print-stock.ts';
import { locales, type Locale } from '#paraglide/runtime.js';
import { stockOf, type PaperName } from './paper-name.ts';

/** How paper is printed here; kept by this browser. */
export interface PrintOptions {
	readonly kind: LabelKind | 'job';
	readonly paper: PaperName;
	readonly jobPaper: JobPaper;
	readonly form: SymbolForm;
	/** Empty: the language of the app. */
	readonly language: Locale | '';
	/** Somebody has measured a test page of this browser's printer. */
	readonly checked: boolean;
}

const DEFAULTS: PrintOptions = {
	kind: 'tag',
	paper: '2x4',
	jobPaper: 'a4',
	form: 'code',
	language: '',
	checked: false
};

const KEY = 'floorbook.labels';

export interface PrintOptionsState {
	readonly current: PrintOptions;
	change(options: Partial<PrintOptions>): void;
}

/** Losing them costs a few taps, so a storage that is full or forbidden is no trouble. */
export function createPrintOptions(storage: Pick<Storage, 'getItem' | 'setItem'>): PrintOptionsState {
	let current = $state.raw(recall(storage));
	return {
		get current() {
			return current;
		},
		change(options) {
			current = withOffered({ ...current, ...options }, options);
			try {
				storage.setItem(KEY, JSON.stringify(current));
			} catch {
				return;
			}
		}
	};
}

/** Of a kind and a paper that do not go together the one chosen last stays. */
function withOffered(options: PrintOptions, changed: Partial<PrintOptions>): PrintOptions {
	const { kind, paper } = options;
	if (kind === 'job' || isOffered(kind, stockOf(paper))) return options;
	return changed.paper === undefined ? { ...options, paper: '2x4' } : { ...options, kind: 'tag' };
}

function recall(storage: Pick<Storage, 'getItem'>): PrintOptions {
	try {
		const found = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Record<keyof PrintOptions, unknown>>;
		const known = <Value>(values: readonly Value[], value: unknown, otherwise: Value): Value =>
			values.includes(value as Value) ? (value as Value) : otherwise;
		return withOffered(
			{
				kind: known([...LABEL_KINDS, 'job'] as const, found.kind, DEFAULTS.kind),
				paper: known([...LABEL_SIZES, ...SHEETS] as const, found.paper, DEFAULTS.paper),
				jobPaper: known(JOB_PAPERS, found.jobPaper, DEFAULTS.jobPaper),
				form: known(['code', 'link'] as const, found.form, DEFAULTS.form),
				language: known([...locales, ''] as const, found.language, DEFAULTS.language),
				checked: found.checked === true
			},
			{}
		);
	} catch {
		return DEFAULTS;
	}
}
