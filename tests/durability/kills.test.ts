import { expect, it } from 'vitest';
import { newSeed } from '../contract/seeded-random.ts';
import { killRounds } from './kill-rounds.ts';

const seed = Number(process.env['KILL_SEED'] ?? newSeed());
const ROUNDS = 50;

it(`a server that is killed has all that it acknowledged, and nothing half (KILL_SEED=${seed})`, async () => {
	const { acknowledged } = await killRounds({ rounds: ROUNDS, seed });
	expect(acknowledged).toBeGreaterThan(ROUNDS);
}, 600_000);
