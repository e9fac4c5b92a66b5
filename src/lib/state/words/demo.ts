import { isSampleCode, type Code } from '#domain/kernel/code.ts';
import { m } from '#paraglide/messages.js';
import type { ChipWords } from './sync.ts';
import { stop, type Words } from './words.ts';

/** In the sample factory nothing waits to be sent, however much is recorded. */
export const demoChipWords = (): ChipWords => ({ text: m.demo_chip(), tone: 'neutral', icon: 'cloud' });

/** A sheet of sample labels left on a bench must never be taken for a batch, nor a batch for a sample. Null where it belongs. */
export function strangeLabelWords(code: Code, isDemo: boolean): Words | null {
	if (isSampleCode(code) === isDemo) return null;
	return isDemo
		? stop(m.demo_real_label(), m.demo_real_label_line())
		: stop(m.demo_sample_label(), m.demo_sample_label_line());
}
