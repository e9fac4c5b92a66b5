import { expectSound } from './expect-sound.ts';

// A file of its own, so that two cores share the histories.
expectSound(101, 12, 'full');
expectSound(1001, 64, 'small');
