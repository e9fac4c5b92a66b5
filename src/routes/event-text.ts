import { eventText as commonText } from '#state/words/history.ts';

/** What a feature calls its events: a message for each type. */
export type EventWords = Readonly<Record<string, () => string>>;

/** Each feature brings its own in a file of this name beside its screens. */
const brought = import.meta.glob<EventWords>('./**/event-words.ts', { eager: true, import: 'eventWords' });
const words: EventWords = Object.assign({}, ...Object.values(brought));

/** What happened to what, where the page does not say what it is about; a type from a newer version is named as it is. */
export const eventText = (type: string): string => words[type]?.() ?? commonText(type);
