import type { Taken } from './take.ts';

const CODES_AND_NUMBERS = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b|\d+(?=.*[”:])/g;

/** The findings as text, each once with the pictures that show it; how many of them are severe. */
export function reportOf(taken: readonly Taken[]): { readonly text: string; readonly severe: number } {
	const found = new Map<string, { readonly isSevere: boolean; readonly on: string[] }>();
	for (const { picture, findings } of taken) {
		for (const { rule, what, isSevere } of findings) {
			// Codes and times differ from picture to picture, and the finding does not.
			const key = `${rule}: ${what}`.replaceAll(CODES_AND_NUMBERS, '#');
			const entry = found.get(key) ?? { isSevere, on: [] };
			found.set(key, entry);
			entry.on.push(`${picture.profile} · ${picture.caption}`);
		}
	}
	const entries = [...found].sort(
		([a, one], [b, other]) => Number(other.isSevere) - Number(one.isSevere) || (a < b ? -1 : 1)
	);
	const lines = entries.map(([what, { isSevere, on }]) => {
		const more = on.length > 1 ? ` and ${on.length - 1} more` : '';
		return `${isSevere ? 'SEVERE' : 'note  '}  ${what}\n          ${on[0] ?? ''}${more}`;
	});
	const severe = entries.filter(([, { isSevere }]) => isSevere).length;
	return { text: `${[...lines, `${severe} severe, ${entries.length - severe} notes`].join('\n')}\n`, severe };
}
