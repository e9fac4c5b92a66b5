import type { Random } from '#ports/random.ts';

export const browserRandom: Random = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) };
