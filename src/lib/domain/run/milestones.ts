import type { ProgressRow } from '../batch/views.ts';

/**
 * Every batch that was not voided is closed, and there is at least one. Not while a batch is counted whose planning has not
 * arrived: there may be more to come.
 */
export const isFinished = ({
	planned,
	created,
	open,
	closed
}: Pick<ProgressRow, 'planned' | 'created' | 'open' | 'closed'>): boolean =>
	closed > 0 && created === 0 && open === 0 && closed <= planned;
