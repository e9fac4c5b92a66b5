import type { FlowNode } from '#domain/batch/batch-flow.ts';
import { m } from '#paraglide/messages.js';
import { batchFlags, batchMark, type Mark } from '#state/words/batch.ts';
import { gradeText } from '#state/words/grade.ts';
import { quantityText } from '#state/words/quantity.ts';
import { placeOf } from '../../batch-flow/box-face.ts';
import type { ShownNode } from '../../batch-flow/shown-flow.ts';
import type { ForReader } from '../for-reader.ts';
import { codeCell } from '../sheet-of.ts';

/** A line in a box of the drawing. */
export interface BoxLine {
	readonly text: string;
	readonly style: 'code' | 'plain' | 'muted';
	readonly mark?: Mark;
}

/** What a box says, from top to bottom. */
export function boxLines(node: ShownNode, reader: ForReader): BoxLine[] {
	switch (node.kind) {
		case 'batch':
			return [code(node.batch), ...ownCode(node.batch), ...aboutBatch(node.batch, reader)];
		case 'chain':
			return [
				code(node.last),
				plain(m.flow_moves({ count: node.moves })),
				muted(`${codeCell(node.first.id)} → ${codeCell(node.last.id)}`),
				...aboutBatch(node.last, reader)
			];
		case 'step':
			return [
				{ text: m.words_batches({ count: node.batches.length }), style: 'code' },
				plain(reader.nameOf(node.item)),
				...node.sums.map(({ grade, quantity }) => plain(`${quantityText(quantity)} · ${gradeText(grade)}`))
			];
	}
}

/** All codes that a box stands for: what is collapsed is found in the file all the same. */
export const boxCodes = ({ batches }: ShownNode): string[] => [
	...new Set(batches.flatMap(({ id, label, aliases }) => [id, label, ...aliases]).map(codeCell))
];

function aboutBatch(batch: FlowNode, { nameOf }: ForReader): BoxLine[] {
	if (!batch.known) return [muted(m.flow_not_here())];
	const { item, quantity, grade, began } = batch;
	const since = began?.happened ?? began?.at;
	const where = [since && dayAndTime(since), placeOf(batch, nameOf)].filter(Boolean).join(' · ');
	return [
		plain(nameOf(item?.id ?? null)),
		plain([quantity && quantityText(quantity), gradeText(grade)].filter(Boolean).join(' · ')),
		...[batchMark(batch), ...batchFlags(batch)].map((mark): BoxLine => ({ text: mark.word, style: 'plain', mark })),
		...(where === '' ? [] : [muted(where)])
	];
}

/** The code on the paper, as the screen has it. */
const code = ({ label }: FlowNode): BoxLine => ({ text: codeCell(label), style: 'code' });
const plain = (text: string): BoxLine => ({ text, style: 'plain' });
const muted = (text: string): BoxLine => ({ text, style: 'muted' });

/** It travels under the label of what it was moved on from. */
const ownCode = ({ id, label }: FlowNode): BoxLine[] =>
	id === label ? [] : [muted(m.exports_own_code({ batch: codeCell(id) }))];

/** With the year: a file is looked at for years. */
const dayAndTime = (wall: string): string => `${wall.slice(0, 10)} ${wall.slice(11, 16)}`;
