import { startServer } from '../../support/server.ts';
import type { Contender } from './contender.ts';

/** Our server as `npm start` runs it: Basic auth, and nothing acknowledged that is not on the disk. */
export async function startFloorbook(folder: string): Promise<Contender> {
	const { url, pid, adminUser, adminPassword, stop } = await startServer({ dataDir: folder });
	const authorization = `Basic ${Buffer.from(`${adminUser}:${adminPassword}`).toString('base64')}`;
	return { name: 'Floorbook', url: `${url}/couchdb`, authorization, pid, folder, stop };
}
