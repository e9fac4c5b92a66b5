/**
 * Everything that is measured of a server in one round. Rates are a second, durations in milliseconds, memory in MB, disk in
 * bytes a document.
 */
export type FigureName =
	| 'bulk 1'
	| 'bulk 4'
	| 'put 1'
	| 'put 1 p50'
	| 'put 1 p99'
	| 'put 16'
	| 'put 16 p50'
	| 'put 16 p99'
	| 'changes with documents'
	| 'changes'
	| 'pull'
	| 'long pull'
	| 'push'
	| 'longpoll'
	| 'longpoll, worst'
	| 'continuous'
	| 'continuous, worst'
	| 'memory at the start'
	| 'memory, loaded'
	| 'memory at the end'
	| 'disk';

export interface Figure {
	readonly value: number;
	/** Microseconds of the server's processor time for each document or request; undefined where that is not counted. */
	readonly processor?: number | undefined;
}

export type Figures = Readonly<Partial<Record<FigureName, Figure>>>;
