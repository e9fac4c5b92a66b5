import Dexie from 'dexie';

/** Removes a database whole. Resolves when nothing of it is left, which waits until no page has it open. */
export const deleteDatabase = (name: string): Promise<void> => Dexie.delete(name);
