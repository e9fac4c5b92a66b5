import { codeKind, isCode, type CodeKind } from '#domain/kernel/code.ts';
import { m } from '#paraglide/messages.js';
import type { OrderRow } from '#domain/order/views.ts';
import type { NameOf } from '#state/words/words.ts';
import { kinds } from '../admin/kinds.ts';
import { orderName } from '../orders/order-words.ts';

export interface Subject {
	/** `Batch B001-0000-1X`, `Item Sock`. */
	readonly name: string;
	/** Null where no screen shows it. */
	readonly href: string | null;
}

const NAMED: Readonly<Record<CodeKind, (named: { readonly name: string }) => string>> = {
	hold: m.decisions_subject_hold,
	item: m.decisions_subject_item,
	batch: m.decisions_subject_batch,
	command: m.decisions_subject_command,
	department: m.decisions_subject_department,
	device: m.decisions_subject_device,
	flow: m.decisions_subject_flow,
	lot: m.decisions_subject_lot,
	machine: m.decisions_subject_machine,
	order: m.decisions_subject_order,
	person: m.decisions_subject_person,
	run: m.decisions_subject_run,
	station: m.decisions_subject_station,
	step: m.decisions_subject_step
};

/** What a decision is about. `order`: where it is one that is on this device. */
export function subjectOf(entity: string, nameOf: NameOf, order: OrderRow | undefined): Subject {
	if (!isCode(entity)) return { name: entity, href: null };
	const kind = codeKind(entity);
	const name = NAMED[kind]({ name: order ? orderName(order) : nameOf(entity) });
	if (kind === 'batch') return { name, href: `/b/${entity}` };
	if (kind === 'run') return { name, href: `/runs/${entity}` };
	if (kind === 'order') return { name, href: `/orders/${entity}` };
	const slug = kinds.find(({ code }) => code === kind)?.slug;
	return { name, href: slug ? `/admin/${slug}/${entity}` : null };
}
