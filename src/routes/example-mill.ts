import type { Command } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { ok, type Result } from '#domain/kernel/result.ts';
import type { Recorded } from '#engine/submit.ts';
import { defineMill } from '../lib/demo/sample-mill.ts';

type Record<Trouble> = (command: Command) => Promise<Result<Recorded, Trouble>>;

/** The sample factory's definitions on a real site, each recorded as if somebody had typed it in. Answers the first person's id. */
export async function fillInExampleMill<Trouble>(record: Record<Trouble>): Promise<Result<Code, Trouble>> {
	let trouble: Result<never, Trouble> | undefined;
	/** The id of what was defined; after a trouble nothing more is recorded. */
	async function define(command: Command): Promise<Code> {
		if (trouble) return '' as Code;
		const recorded = await record(command);
		if (recorded.ok) return recorded.value.events[0]?.touches[0] as Code;
		trouble = recorded;
		return '' as Code;
	}
	const { people } = await defineMill(define);
	return trouble ?? ok(people.ana);
}
