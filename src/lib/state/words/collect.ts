import { BatchesTransformed, type BatchesTransformedData } from '#domain/batch/batch.ts';
import type { InTray } from '#domain/batch/tray.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { m } from '#paraglide/messages.js';
import { quantityText } from './quantity.ts';
import { warning, type NameOf, type Words } from './words.ts';

/** A batch that is about to be split, with nothing recorded yet. */
export const parentWords = ({ label, item, remaining }: BatchRow, nameOf: NameOf): Words => ({
	title: m.collect_parent_title(),
	line: m.collect_parent_line({
		batch: printCode(label as Code),
		quantity: remaining ? quantityText(remaining) : '',
		item: nameOf(item?.id ?? null)
	}),
	tone: 'neutral'
});

/** `number`: of the container it is for, from 1. */
export const blankWords = (number: number): Words => ({
	title: m.collect_blank_title(),
	line: m.collect_blank_line({ number }),
	tone: 'neutral'
});

/** Another batch was scanned while one is laid out. */
export const otherFirstWords = ({ label }: BatchRow): Words =>
	warning(m.collect_first_title(), m.collect_first_line({ batch: printCode(label as Code) }));

export const inTrayWords = ({ batch, remaining }: InTray): Words => ({
	title: m.collect_in_tray_title(),
	line: m.collect_in_tray_line({ batch: printCode(batch.label as Code), quantity: quantityText(remaining) }),
	tone: 'neutral'
});

export const outOfTrayWords = (scanned: Code): Words => ({
	title: m.collect_out_title(),
	line: m.collect_out_line({ batch: printCode(scanned) }),
	tone: 'neutral'
});

/** What became of several batches in one record; null for a record of one. */
export function gatheredText(event: FloorEvent, nameOf: NameOf): string | null {
	const { takes, step } = event.data as unknown as BatchesTransformedData;
	if (event.type !== BatchesTransformed.type || takes.length < 2) return null;
	return step === null
		? m.collect_merged({ count: takes.length, place: nameOf(event.station) })
		: m.collect_joined({ count: takes.length, step: nameOf(step.id) });
}

/** That record was taken back. */
export function separateText({ type, data }: FloorEvent): string | null {
	const { takes } = data as unknown as BatchesTransformedData;
	return type === BatchesTransformed.type && takes.length > 1 ? m.collect_separate({ count: takes.length }) : null;
}

/** Of where batches are split or merged: there is nothing that one scan did. */
export const notFromPaperWords = (station: string): Words =>
	warning(m.collect_no_paper_title(), m.collect_no_paper_line({ station }));
