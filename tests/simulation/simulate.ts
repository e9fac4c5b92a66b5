// npm run simulate -- --histories 1000 --seed 7 [--size small] [--workers 2] [--trace]
//
// Histories of devices, kiosks and the real server on a hostile network, all from a seed: the n-th has the seed S + n. A thousand
// and more are small ones, unless --size says otherwise. Exit 0 only when nothing was lost, doubled, diverged or broken.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runHistory, type Outcome } from './history.ts';
import { SIZES, type Size } from './plan.ts';
import { isSound, printFailure, printSummary, summarise } from './report.ts';
import type { Task } from './simulate-worker.ts';

/** From here on they are small ones. */
const MANY = 1000;

const { values } = parseArgs({
	options: {
		histories: { type: 'string', default: '100' },
		seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
		size: { type: 'string' },
		workers: { type: 'string', default: '2' },
		trace: { type: 'boolean', default: false }
	}
});
const histories = Number(values.histories);
const seed = Number(values.seed);
const workers = Number(values.workers);
const size = (values.size ?? (histories < MANY ? 'full' : 'small')) as Size;
/** Side by side they would print in no order. */
const processes = values.trace || histories === 1 ? 1 : Math.min(workers, histories);
const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
if (!isWhole(histories, 1) || !isWhole(seed, 0) || !isWhole(workers, 1) || !SIZES.includes(size)) {
	console.error('--histories and --workers take a whole number from 1, --seed one from 0, --size full or small');
	process.exit(2);
}

/** Histories between two signs of life. */
const EVERY = 500;

const began = Date.now();
const outcomes: Outcome[] = [];
const take = (outcome: Outcome): void => {
	outcomes.push(outcome);
	if (outcome.violations.length > 0) console.log(printFailure(outcome));
	if (outcomes.length % EVERY === 0 && outcomes.length < histories) {
		console.log(`… ${outcomes.length} in ${((Date.now() - began) / 60_000).toFixed(1)} min`);
	}
};

if (processes === 1) {
	const print = values.trace ? { print: (line: string) => console.log(line) } : {};
	for (let index = 0; index < histories; index++) take(await runHistory(seed + index, { size, ...print }));
} else {
	await dealOut();
}

/** Every process gets the next seed as soon as it is done with one. */
function dealOut(): Promise<void> {
	let next = 0;
	const path = fileURLToPath(new URL('simulate-worker.ts', import.meta.url));
	const work = (): Promise<void> =>
		new Promise((resolve, reject) => {
			const child: ChildProcess = fork(path, { serialization: 'advanced' });
			const deal = (): void => {
				if (next === histories) return child.disconnect();
				child.send({ seed: seed + next++, size } satisfies Task);
			};
			child.on('message', (outcome: Outcome) => {
				take(outcome);
				deal();
			});
			child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
			deal();
		});
	return Promise.all(Array.from({ length: processes }, work)).then(() => undefined);
}

const summary = summarise(outcomes);
const minutes = (Date.now() - began) / 60_000;
const failed = outcomes.filter(({ violations }) => violations.length > 0).map(({ plan }) => plan.seed);
console.log(`seed: ${seed}, ${size} histories, ${processes} process${processes === 1 ? '' : 'es'}`);
if (histories === 1) console.log(`trace: ${outcomes[0]?.trace}`);
console.log(printSummary(summary));
if (failed.length > 0) console.log(`failing seeds: ${failed.sort((a, b) => a - b).join(', ')}`);
console.log(`${minutes.toFixed(1)} min, ${Math.round(histories / minutes)} histories a minute`);
process.exitCode = isSound(summary) ? 0 : 1;
