/** Names that a page and its worker, or several pages, have to agree on. */
export const DATABASE = 'floorbook';
export const REPLICATION_LOCK = 'floorbook-replication';
export const SCANNER_LOCK = 'floorbook-scanner';
export const NUDGE_CHANNEL = 'floorbook-nudge';

/** What begins with this belongs to the sample factory, and goes when it is left. */
export const DEMO_PREFIX = 'floorbook-demo';
export const DEMO_DATABASE = DEMO_PREFIX;
/** Shared by every page that is in the sample factory. */
export const DEMO_LOCK = DEMO_PREFIX;
/** Tells those pages that it is being left. */
export const DEMO_CHANNEL = DEMO_PREFIX;
/** In `localStorage`. */
export const DEMO_FLAG = DEMO_PREFIX;
