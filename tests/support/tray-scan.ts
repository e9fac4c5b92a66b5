import { fitsTray, trayNeeds, type Tray } from '#domain/batch/tray.ts';
import type { Code } from '#domain/kernel/code.ts';
import { neededRows } from '#engine/submit.ts';
import type { TestFloor } from './floor.ts';

/** What the screen asks when a label is scanned. */
export async function scanIntoTray({ store }: TestFloor, tray: Tray, code: Code) {
	const rows = await store.read((reader) =>
		neededRows(reader, (known) => trayNeeds({ ...tray, batches: [...tray.batches, code] }, known))
	);
	return fitsTray(tray, code, rows);
}
