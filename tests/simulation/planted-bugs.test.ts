import { expect, test } from 'vitest';
import { hunt } from './hunt.ts';
import { SABOTAGES } from './sabotages.ts';

/** All show up within sixty. The rest is for when the histories have changed and the one noted does not show it any more. */
const MOST = 250;

test.each(SABOTAGES)('"$name" is found', { timeout: 600_000 }, async (sabotage) => {
	const { name, shownBy } = sabotage;
	const caught = await hunt(sabotage, { seed: shownBy, most: MOST, size: 'small' });
	expect(caught).toBeDefined();
	if (caught?.seed !== shownBy) console.log(`"${name}" is shown by ${caught?.seed}, and no more by ${shownBy}`);
});
