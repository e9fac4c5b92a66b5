import type { FlowFault } from '#domain/flow/faults.ts';
import { m } from '#paraglide/messages.js';
import { unitText } from '#state/words/quantity.ts';
import type { NameOf } from '#state/words/words.ts';

/** What is wrong with a flow, in a sentence. */
export function flowFaultText(fault: FlowFault, nameOf: NameOf): string {
	switch (fault.type) {
		case 'Cycle': {
			const [first = null, ...others] = fault.steps;
			return others.length === 0
				? m.admin_fault_cycle_one({ step: nameOf(first) })
				: m.admin_fault_cycle({ steps: [first, ...others, first].map(nameOf).join(' → ') });
		}
		case 'OrphanStep':
			return m.admin_fault_orphan({ step: nameOf(fault.step) });
		case 'UnitMismatch':
			return m.admin_fault_unit({
				step: nameOf(fault.step),
				item: nameOf(fault.item),
				unit: unitText(fault.unit),
				kept: unitText(fault.kept)
			});
		case 'PartNotMade':
			return m.admin_example_not_made({ item: nameOf(fault.item) });
		case 'ArchivedStep':
			return m.admin_fault_archived({ step: nameOf(fault.step) });
	}
}

/** The same beside a name, in a word or two. */
function faultMark({ type }: FlowFault): string {
	switch (type) {
		case 'Cycle':
			return m.admin_fault_mark_cycle();
		case 'OrphanStep':
			return m.admin_fault_mark_orphan();
		case 'UnitMismatch':
			return m.admin_fault_mark_unit();
		case 'PartNotMade':
			return m.admin_fault_mark_part();
		case 'ArchivedStep':
			return m.admin_fault_mark_archived();
	}
}

/** The first kind of fault, and how many others there are; empty without any. */
export function faultMarks(faults: readonly FlowFault[]): string {
	const [first = '', ...others] = new Set(faults.map(faultMark));
	return others.length === 0 ? first : m.admin_fault_and_more({ fault: first, count: others.length });
}

/** What of it concerns one step, under its name in a picture. */
export function faultMarksOf(step: string, faults: readonly FlowFault[]): string {
	const marks = faults.filter((fault) =>
		'step' in fault ? fault.step === step : 'steps' in fault && fault.steps.includes(step)
	);
	return [...new Set(marks.map(faultMark))].join(', ');
}
