/**
 * A place in one database's order of updates, as clients keep it: `<number>-<generation>`. The generation is drawn when the
 * database is made (and again when a backup is restored), so that a place in another database, in an earlier one of the same
 * name, or in a future that was lost is recognised instead of being answered with nothing.
 */
export const formatSequence = (seq: number, generation: string): string => `${seq}-${generation}`;

const SEQUENCE = /^(\d{1,15})(?:-([A-Za-z0-9_=-]+))?$/;

/**
 * How far `text` has read this database, as the number of the last update seen; 0, the start, when it is a place of
 * somewhere else. Undefined when it is not a place at all.
 */
export function parseSequence(text: string, generation: string, latest: number): number | undefined {
	const quoted = text.startsWith('"') && text.endsWith('"') && text.length > 1;
	const parts = SEQUENCE.exec(quoted ? text.slice(1, -1) : text);
	if (parts === null) return undefined;
	const seq = Number(parts[1]);
	const known = parts[2] === undefined || parts[2] === generation;
	return known && seq <= latest ? seq : 0;
}
