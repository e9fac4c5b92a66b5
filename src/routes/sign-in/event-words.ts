import { m } from '#paraglide/messages.js';
import type { EventWords } from '../event-text.ts';

export const eventWords: EventWords = {
	PinSet: m.pin_event_set,
	HandedOver: m.pin_event_handed_over
};
