import type { Log } from './log.ts';

export interface StopOptions {
	readonly log: Log;
	/** Ends all there is to end, in order; what fails is logged. */
	readonly end: () => Promise<void>;
	readonly exit: (code: number) => void;
}

/**
 * What a signal does: the first one has everything brought to its end, a second one does not wait for that. Nothing that was
 * acknowledged is lost either way.
 */
export function createStop({ log, end, exit }: StopOptions): (signal: string) => void {
	let isStopping = false;

	async function stop(): Promise<void> {
		try {
			await end();
			log.info('stopped');
			exit(0);
		} catch (error) {
			log.error('the server did not end cleanly', {}, error);
			exit(1);
		}
	}

	return (signal) => {
		if (isStopping) return exit(1);
		isStopping = true;
		log.info('stopping', { signal });
		void stop();
	};
}
