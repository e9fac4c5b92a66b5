/** Names that a page and its worker have to agree on. */
export const DATABASE = 'floorbook';
export const REPLICATION_LOCK = 'floorbook-replication';
export const SCANNER_LOCK = 'floorbook-scanner';
export const NUDGE_CHANNEL = 'floorbook-nudge';
