import type { Code } from '#domain/kernel/code.ts';

/** Labels in the order they leave the printer: the copies of each one after another. */
export const inCopies = <Label>(labels: readonly Label[], copies: number): readonly Label[] =>
	labels.flatMap((label) => Array.from({ length: copies }, () => label));

/** How many of each code came out, codes of which as many came out together: what is counted as printed. */
export function countPrinted(
	cameOut: readonly Code[]
): readonly { readonly copies: number; readonly labels: readonly Code[] }[] {
	const copiesOf = new Map<Code, number>();
	for (const code of cameOut) copiesOf.set(code, (copiesOf.get(code) ?? 0) + 1);
	const byCopies = new Map<number, Code[]>();
	for (const [code, copies] of copiesOf) byCopies.set(copies, [...(byCopies.get(copies) ?? []), code]);
	return [...byCopies].map(([copies, labels]) => ({ copies, labels }));
}

/** A whole number from 1 to `most`, as typed; undefined for anything else. */
export function readCount(text: string, most: number): number | undefined {
	const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
	return value >= 1 && value <= most ? value : undefined;
}
