import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { contractTables, counters } from './contract-tables.ts';

/** Increments a counter of the named database once for every message, and answers each with the count. */
addEventListener('message', (message: MessageEvent<{ readonly database: string }>) => {
	void increment(message.data.database).then(postMessage);
});

let opening: ReturnType<typeof createDexieStore> | undefined;

async function increment(name: string): Promise<number> {
	const store = await (opening ??= createDexieStore({ name, durability: 'relaxed', tables: contractTables }));
	return store.write(async (writer) => {
		const value = ((await writer.get(counters, 'n'))?.value ?? 0) + 1;
		await writer.put(counters, [{ name: 'n', value }]);
		return value;
	});
}
