// npm run simulate -- --histories 1000 --seed 7 [--trace]
//
// Histories of devices, kiosks and the real server on a hostile network, all from a seed: the n-th has the seed S + n. Exit 0
// only when nothing was lost, doubled, diverged or broken.
import { parseArgs } from 'node:util';
import { runHistory, type Outcome } from './history.ts';
import { isSound, printFailure, printSummary, summarise } from './report.ts';

const { values } = parseArgs({
	options: {
		histories: { type: 'string', default: '100' },
		seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
		trace: { type: 'boolean', default: false }
	}
});
const histories = Number(values.histories);
const seed = Number(values.seed);
if (!Number.isSafeInteger(histories) || histories < 1 || !Number.isSafeInteger(seed) || seed < 0) {
	console.error('--histories takes a whole number from 1, --seed one from 0');
	process.exit(2);
}

/** Histories between two signs of life. */
const EVERY = 100;

const began = process.cpuUsage();
const outcomes: Outcome[] = [];
for (let index = 0; index < histories; index++) {
	const outcome = await runHistory(seed + index, values.trace ? { print: (line) => console.log(line) } : {});
	outcomes.push(outcome);
	if (outcome.violations.length > 0) console.log(printFailure(outcome));
	if (outcomes.length % EVERY === 0 && outcomes.length < histories) console.log(`… ${outcomes.length}`);
}
const { user, system } = process.cpuUsage(began);
const summary = summarise(outcomes);
console.log(`seed: ${seed}`);
if (histories === 1) console.log(`trace: ${outcomes[0]?.trace}`);
console.log(printSummary(summary));
console.log(
	`processor time: ${((user + system) / 1e6).toFixed(1)} s, ${Math.round((histories * 6e7) / (user + system))} histories a minute`
);
process.exitCode = isSound(summary) ? 0 : 1;
