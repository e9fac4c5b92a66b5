import type { SyncStatus } from '#engine/tables.ts';

/** How a machine stands, as far as this device knows. */
export type MachineState = 'down' | 'running' | 'idle' | 'unknown';

/**
 * `isDown`: a downtime of it is open. `open`: batches that are open at it. `isHeard`: other devices' records have come in up to
 * now; without them nobody here can say that nothing is going on.
 */
export function machineState(isDown: boolean, open: number, isHeard: boolean): MachineState {
	if (isDown) return 'down';
	if (open > 0) return 'running';
	return isHeard ? 'idle' : 'unknown';
}

/** Whether other devices' records come in. */
export const isInTouch = (status: Pick<SyncStatus, 'phase' | 'lastSuccess'> | undefined): boolean =>
	status !== undefined && status.lastSuccess !== null && status.phase !== 'offline';
