import { ADMIN } from './scenes/admin.ts';
import { BATCH_FLOW } from './scenes/batch-flow.ts';
import { BATCHES } from './scenes/batches.ts';
import { DECISIONS } from './scenes/decisions.ts';
import { MACHINES } from './scenes/machines.ts';
import { ORDER_IMPORT } from './scenes/order-import.ts';
import { ORDERS } from './scenes/orders.ts';
import { PEOPLE } from './scenes/people.ts';
import { RUNS } from './scenes/runs.ts';
import type { Scene } from './scenes/scene.ts';
import { SORTING } from './scenes/sorting.ts';
import { LAST, SETTINGS, START } from './scenes/start.ts';
import { STATIONS } from './scenes/stations.ts';
import { SYNC } from './scenes/sync.ts';
import { TRACE } from './scenes/trace.ts';

/** Every screen in every state, in the order of a day. */
export const SCENES: readonly Scene[] = [
	...START,
	...PEOPLE,
	...STATIONS,
	...SORTING,
	...BATCHES,
	...MACHINES,
	...RUNS,
	...BATCH_FLOW,
	...TRACE,
	...ORDERS,
	...ORDER_IMPORT,
	...DECISIONS,
	...SYNC,
	...SETTINGS,
	...ADMIN,
	...LAST
];
