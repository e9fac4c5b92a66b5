import { Counter, Gauge, type Registry } from 'prom-client';
import type { Database } from '../log/database.ts';
import type { Storage } from '../log/storage.ts';
import type { StorageState } from '../log/storage-state.ts';

/** Series of one name whose number others decide on: databases, devices. */
export const MOST_SERIES = 1_000;

const WRITING: readonly StorageState['writing'][] = ['ok', 'reserve', 'full', 'failed'];

/** What is kept, how it is written, and whether there is room for more. */
export function measureStorage(registry: Registry, storage: Storage): void {
	const registers = [registry];
	/** Of every database that is served; a damaged one tells nothing. */
	const each = (read: (database: Database) => void): void => {
		for (const name of storage.names().slice(0, MOST_SERIES)) {
			const database = storage.database(name);
			if (database !== undefined && !database.closed) read(database);
		}
	};
	const ofDatabase = (name: string, help: string, value: (database: Database) => number): void => {
		const metric = { name, help, labelNames: ['database'], registers };
		new Gauge({
			...metric,
			collect() {
				this.reset();
				each((database) => this.set({ database: database.name }, value(database)));
			}
		});
	};
	const countOfDatabase = (name: string, help: string, value: (database: Database) => number): void => {
		new Counter({
			name,
			help,
			labelNames: ['database'],
			registers,
			collect() {
				this.reset();
				each((database) => this.inc({ database: database.name }, value(database)));
			}
		});
	};
	ofDatabase('floorbook_documents', 'Documents that are not deleted.', (database) => database.info().documents);
	ofDatabase('floorbook_database_bytes', 'Size of the file.', (database) => database.info().fileBytes);
	countOfDatabase('floorbook_writes_total', 'Writes that are on disk.', (database) => database.writeCounts().jobs);
	countOfDatabase(
		'floorbook_commits_total',
		'Transactions, and so flushes of the disk: writes that come together share one.',
		(database) => database.writeCounts().commits
	);
	countOfDatabase(
		'floorbook_failed_writes_total',
		'Writes that the disk did not take.',
		(database) => database.writeCounts().failed
	);
	new Gauge({
		name: 'floorbook_storage_state',
		help: 'How it stands with writing: 1 for the state that holds.',
		labelNames: ['state'],
		registers,
		collect() {
			for (const state of WRITING) this.set({ state }, Number(storage.state().writing === state));
		}
	});
	new Gauge({
		name: 'floorbook_damaged_databases',
		help: 'Databases that are not served until they are restored.',
		registers,
		collect() {
			this.set(storage.state().damaged.length);
		}
	});
	new Gauge({
		name: 'floorbook_disk_free_bytes',
		help: 'Room on the disk of the data.',
		registers,
		collect() {
			const { freeBytes } = storage.state();
			if (freeBytes !== null) this.set(freeBytes);
		}
	});
}
