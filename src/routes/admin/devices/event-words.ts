import { m } from '#paraglide/messages.js';
import type { EventWords } from '../../event-text.ts';

export const eventWords: EventWords = {
	DeviceRevoked: m.enrol_event_revoked
};
