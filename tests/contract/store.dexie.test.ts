import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { contractTables } from './contract-tables.ts';
import { dexieStoreContract } from './dexie-store.contract.ts';
import { storeContract } from './store.contract.ts';

let databases = 0;

storeContract('Dexie on an imitation of IndexedDB', () => {
	const name = `contract-${databases++}`;
	return {
		connect: () => createDexieStore({ name, durability: 'strict', tables: contractTables }),
		discard: () => Dexie.delete(name)
	};
});
dexieStoreContract('on an imitation of IndexedDB');
