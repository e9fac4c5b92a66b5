import { m } from '#paraglide/messages.js';
import type { EventWords } from '../event-text.ts';

export const eventWords: EventWords = {
	OrderChanged: m.orders_event_changed,
	RunGenerated: m.orders_event_generated,
	OrderChangeAnswered: m.orders_event_answered,
	RunChanged: m.orders_event_run_changed
};
