import type { Command } from '#domain/catalog.ts';
import { err, type Result } from '#domain/kernel/result.ts';
import type { Recorded } from '#engine/submit.ts';
import type { Floor } from '#state/floor.ts';
import { recordOrNot } from '#state/record.ts';
import type { Shell } from '#state/shell.ts';
import type { Words } from '#state/words/words.ts';
import { notDoneWords } from './order-words.ts';

/** Records something of an order; else says why not, orders' own refusals too. */
export async function recordOrder(
	{ submit }: Pick<Floor, 'submit'>,
	{ session, nameOf }: Pick<Shell, 'session' | 'nameOf'>,
	command: Command
): Promise<Result<Recorded, Words>> {
	const recorded = await recordOrNot(submit, command, session.origin(), nameOf);
	return recorded.ok ? recorded : err(notDoneWords(recorded.error));
}
