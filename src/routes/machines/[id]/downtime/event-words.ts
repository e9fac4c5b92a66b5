import { m } from '#paraglide/messages.js';
import type { EventWords } from '../../../event-text.ts';

export const eventWords: EventWords = {
	DowntimeStarted: m.downtime_event_started,
	DowntimeEnded: m.downtime_event_ended
};
