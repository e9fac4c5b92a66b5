import { expectSound } from './expect-sound.ts';

// A file of its own, so that two cores share the histories.
expectSound(101, 20, 'full');
expectSound(1001, 100, 'small');
