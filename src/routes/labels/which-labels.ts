import type { Code } from '#domain/kernel/code.ts';
import type { BatchLabel } from './read-labels.ts';

/** Which of the labels are printed. */
export type Which = 'all' | 'created' | 'unprinted' | 'some';

export function whichLabels(
	labels: readonly BatchLabel[],
	which: Which,
	picked: ReadonlySet<Code>
): readonly BatchLabel[] {
	switch (which) {
		case 'all':
			return labels;
		case 'created':
			return labels.filter(({ batch }) => batch.state === 'created');
		case 'unprinted':
			return labels.filter(({ facts }) => facts.prints === 0);
		case 'some':
			return labels.filter(({ facts }) => picked.has(facts.code));
	}
}
