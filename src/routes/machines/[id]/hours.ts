import type { BoardLine } from './read-board.ts';

/** What was closed within one hour of the clock. */
export interface Hour {
	/** Wall time of one of them. */
	readonly at: string;
	readonly lines: readonly BoardLine[];
}

/** By the hour of the place where they were closed, in the order they come in. */
export function groupByHour(lines: readonly BoardLine[]): Hour[] {
	const hours: { at: string; lines: BoardLine[] }[] = [];
	for (const line of lines) {
		const at = line.batch.closed?.at ?? '';
		const last = hours.at(-1);
		if (last && last.at.slice(0, 13) === at.slice(0, 13)) last.lines.push(line);
		else hours.push({ at, lines: [line] });
	}
	return hours;
}
