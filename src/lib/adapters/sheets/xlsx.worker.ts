import type { FromWriter, ToWriter } from './messages.ts';
import { writeXlsx } from './write-xlsx.ts';

addEventListener('message', ({ data }: MessageEvent<ToWriter>) => void write(data));

async function write({ sheets, stamp }: ToWriter): Promise<void> {
	try {
		answer({ type: 'written', file: await writeXlsx(sheets, stamp) });
	} catch (reason) {
		answer({ type: 'failed', reason: String(reason) });
	}
}

const answer = (message: FromWriter): void => postMessage(message);
