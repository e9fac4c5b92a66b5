import type { CodeUse, Registrar } from '#ports/registrar.ts';

/** Milliseconds between two looks. */
const EVERY = 2_000;

/**
 * Asks what became of a code until it is over. `onover` hears it once; a server that does not answer is asked again. Returns the
 * stop.
 */
export function awaitUse(
	registrar: Pick<Registrar, 'useOf'>,
	ticket: string,
	onover: (use: CodeUse) => void
): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isStopped = false;

	async function look(): Promise<void> {
		const use = await registrar.useOf(ticket);
		if (isStopped) return;
		const isOver = use.ok && (use.value.state === 'expired' || use.value.device !== null);
		if (isOver) onover(use.value);
		else timer = setTimeout(() => void look(), EVERY);
	}

	timer = setTimeout(() => void look(), EVERY);
	return () => {
		isStopped = true;
		clearTimeout(timer);
	};
}
