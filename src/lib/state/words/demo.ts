import { m } from '#paraglide/messages.js';
import type { ChipWords } from './sync.ts';

/** In the sample factory nothing waits to be sent, however much is recorded. */
export const demoChipWords = (): ChipWords => ({ text: m.demo_chip(), tone: 'neutral', icon: 'cloud' });
