import { createHash } from 'node:crypto';

/** Everything that happened in a history, in order: the same seed gives the same one. */
export interface Trace {
	readonly add: (time: number, line: string) => void;
	/** First 16 hexadecimal digits of the SHA-256 over all lines. */
	readonly hash: () => string;
}

/** `print` hears every line as well. */
export function createTrace(print?: (line: string) => void): Trace {
	const digest = createHash('sha256');
	return {
		add(time, line) {
			const text = `${time} ${line}`;
			digest.update(text).update('\n');
			print?.(text);
		},
		hash: () => digest.copy().digest('hex').slice(0, 16)
	};
}
