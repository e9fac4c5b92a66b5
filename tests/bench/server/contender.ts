import type { Target } from './client.ts';

/** A server that runs and takes part. */
export interface Contender extends Target {
	readonly name: string;
	readonly pid: number;
	/** Where its databases lie. */
	readonly folder: string;
	stop(): Promise<void>;
}
