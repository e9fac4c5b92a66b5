import type { ProgressRow } from './progress.ts';

/**
 * Every batch that was not voided is closed, and there is at least one. Not while a batch is counted whose planning or making
 * has not arrived: there may be more to come.
 */
export const isFinished = ({
	created,
	open,
	closed,
	unplanned
}: Pick<ProgressRow, 'created' | 'open' | 'closed' | 'unplanned'>): boolean =>
	closed > 0 && created === 0 && open === 0 && unplanned === 0;
