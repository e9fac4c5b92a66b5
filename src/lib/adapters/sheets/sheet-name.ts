/** What Excel takes as a name. */
const LONGEST = 31;

/** Names of sheets as Excel takes them: none twice, whatever the case. */
export function sheetNames(wanted: readonly string[]): string[] {
	const taken = new Set<string>();
	return wanted.map((name) => {
		const base = name.replace(/[[\]/\\:*?\p{Cc}]/gu, ' ').replace(/^['\s]+|['\s]+$/g, '') || '1';
		let tried = base.slice(0, LONGEST);
		for (let number = 2; taken.has(tried.toLowerCase()); number += 1) {
			const end = ` ${number}`;
			tried = base.slice(0, LONGEST - end.length) + end;
		}
		taken.add(tried.toLowerCase());
		return tried;
	});
}
