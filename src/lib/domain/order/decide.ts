import { answerOrderChange } from './answer.ts';
import { changeOrder } from './change.ts';
import { generateRuns } from './generate.ts';

export const orderDeciders = [changeOrder, generateRuns, answerOrderChange] as const;
