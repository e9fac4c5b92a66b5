/** Whether two pieces of plain data say the same, whatever order their members stand in. */
export function isSame(one: unknown, other: unknown): boolean {
	if (one === other) return true;
	if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
	if (Array.isArray(one) !== Array.isArray(other)) return false;
	const [mine, theirs] = [one as Record<string, unknown>, other as Record<string, unknown>];
	let members = 0;
	for (const member in mine) {
		if (!isSame(mine[member], theirs[member])) return false;
		if (mine[member] !== undefined) members++;
	}
	for (const member in theirs) if (theirs[member] !== undefined) members--;
	return members === 0;
}
