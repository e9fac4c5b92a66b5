import { openSiteFiles } from '#sync-server/audit/site-files.ts';
import { exportLines, type ExportOptions } from '#sync-server/audit/write-export.ts';

/** An export as its bytes. */
export async function exportOf(directory: string, options: Partial<ExportOptions> = {}): Promise<Buffer> {
	const site = await openSiteFiles(directory);
	try {
		const lines: string[] = [];
		for await (const line of exportLines(site, { texts: true, now: 1_790_000_000_000, ...options })) lines.push(line);
		return Buffer.from(lines.join(''));
	} finally {
		site.close();
	}
}

/** In pieces of any size, as a file is read. */
export async function* inPieces(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
