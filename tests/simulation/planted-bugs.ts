// npm run planted-bugs [-- --seed S]
//
// Tests the simulator: each planted bug has to be found within 500 histories. Exit 1 when one is not.
import { parseArgs } from 'node:util';
import { hunt } from './hunt.ts';
import { printViolation } from './report.ts';
import { SABOTAGES } from './sabotages.ts';

const MOST = 500;

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const seed = Number(values.seed);

let missed = 0;
for (const sabotage of SABOTAGES) {
	const caught = await hunt(sabotage, { seed, most: MOST, size: 'full' });
	if (caught === undefined) {
		missed++;
		console.log(`MISSED "${sabotage.name}" in ${MOST} histories from seed ${seed}`);
		continue;
	}
	const [first] = caught.violations;
	console.log(
		`caught "${sabotage.name}" in history ${caught.history} (seed ${caught.seed}), ${caught.violations.length} violations`
	);
	if (first) console.log(printViolation(first));
}
console.log(`${SABOTAGES.length - missed} of ${SABOTAGES.length} planted bugs caught`);
process.exitCode = missed === 0 ? 0 : 1;
