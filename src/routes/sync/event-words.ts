import { m } from '#paraglide/messages.js';
import type { EventWords } from '../event-text.ts';

export const eventWords: EventWords = { DeviceKeyAnnounced: m.sync_event_key_announced };
