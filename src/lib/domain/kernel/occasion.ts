import type { EntityId, EventId } from './event.ts';
import type { Fact } from './thread.ts';

/** When something happened, by whom, and the event that says so. */
export interface Occasion {
	readonly event: EventId;
	readonly at: string;
	readonly by: readonly EntityId[];
	readonly device: string;
}

export const occasion = ({ id, at, by, device }: Fact): Occasion => ({ event: id, at, by, device });
