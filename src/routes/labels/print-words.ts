import type { JobSheetWords } from '#domain/label/print-job-sheet.ts';
import type { LabelWords, PrintWarning } from '#domain/label/print-parts.ts';
import { m } from '#paraglide/messages.js';
import type { Locale } from '#paraglide/runtime.js';

/** What labels say, in the labels' own language. */
export const labelWords = (locale: Locale): LabelWords => ({
	run: m.labels_on_run({}, { locale }),
	due: (date) => m.labels_on_due({ date }, { locale }),
	reprint: (count) => m.labels_on_reprint({ count }, { locale }),
	more: (count) => m.labels_on_more({ count }, { locale }),
	initials: m.labels_on_initials({}, { locale })
});

export function jobSheetWords(locale: Locale): JobSheetWords {
	const options = { locale };
	return {
		title: m.labels_job({}, options),
		responsible: m.labels_job_responsible({}, options),
		created: m.labels_job_created({}, options),
		due: m.labels_job_due({}, options),
		priority: m.labels_job_priority({}, options),
		materials: m.labels_job_materials({}, options),
		item: m.labels_job_item({}, options),
		needed: m.labels_job_needed({}, options),
		lot: m.labels_job_lot({}, options),
		initials: m.labels_job_initials({}, options),
		route: m.labels_job_route({}, options),
		step: m.labels_job_step({}, options),
		station: m.labels_job_station({}, options),
		planned: m.labels_job_planned({}, options),
		good: m.labels_job_good({}, options),
		seconds: m.labels_job_seconds({}, options),
		waste: m.labels_job_waste({}, options),
		start: m.labels_job_start({}, options),
		end: m.labels_job_end({}, options),
		batches: m.labels_job_batches({}, options),
		code: m.labels_job_code({}, options),
		quantity: m.labels_job_quantity({}, options),
		grade: m.labels_job_grade({}, options),
		machine: m.labels_job_machine({}, options),
		done: m.labels_job_done({}, options),
		notes: m.labels_job_notes({}, options),
		run: (number) => m.labels_job_run({ number }, options),
		amount: (count, each, total) => m.labels_job_amount({ count, each, total }, options),
		page: (page, pages) => m.labels_page_of({ page, pages }, options)
	};
}

/** What a test page advises, beside a ruler of so many millimetres. */
export const rulerAdvice = (locale: Locale, length: number): readonly string[] => [
	m.labels_ruler_scale({}, { locale }),
	m.labels_ruler_margins({}, { locale }),
	m.labels_ruler_length({ length }, { locale })
];

/** What paper could not show whole, each thing said once, the first few of them. */
export function warningWords(warnings: readonly PrintWarning[]): string {
	const sentences = [...new Set(warnings.map(warningSentence))];
	const shown = sentences.slice(0, MOST_WARNINGS);
	if (sentences.length > MOST_WARNINGS) shown.push(m.labels_more_warnings());
	return shown.join(' ');
}

const MOST_WARNINGS = 3;

function warningSentence(warning: PrintWarning): string {
	switch (warning.type) {
		case 'TextCut':
			return m.labels_cut({ whole: warning.whole, printed: warning.printed });
		case 'NameUnknown':
			return m.labels_name_unknown();
		case 'QuantitySmaller':
			return m.labels_quantity_smaller({ quantity: warning.quantity });
		case 'QuantityLeftOut':
			return m.labels_quantity_left_out({ quantity: warning.quantity });
		case 'RouteUnknown':
			return m.labels_route_unknown();
		case 'StepsLeftOut':
			return m.labels_steps_left_out({ count: warning.room });
	}
}
