import { parseArgs } from 'node:util';
import { newSeed } from '../contract/seeded-random.ts';
import { killRounds } from './kill-rounds.ts';

/** npm run kills -- --rounds 1000 --seed S */
const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 1_000);
const seed = Number(values.seed ?? newSeed());

console.log(`${rounds} rounds, --seed ${seed}`);
const began = performance.now();
const { acknowledged, cutOff, restart } = await killRounds({ rounds, seed, progress: (line) => console.log(line) });
console.log(
	`killed ${rounds} times in ${Math.round((performance.now() - began) / 1_000)} s, with ${cutOff} requests under way; ` +
		`${acknowledged} documents acknowledged, none lost, none half; files sound each time; ` +
		`listening again after ${Math.round(restart.median)} ms (median), ${Math.round(restart.longest)} ms (longest)`
);
