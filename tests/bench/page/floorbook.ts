import type { SubmitDeps } from '#engine/submit.ts';
import { submit } from '#engine/submit.ts';
import type { Contender } from './contender.ts';

/** The product: its engine on its store. */
export const floorbook = (deps: SubmitDeps): Contender => ({
	async scan(command, origin) {
		const recorded = await submit(deps, command, origin);
		if (!recorded.ok) throw new Error(`the scan was refused: ${recorded.error.type}`);
	}
});
