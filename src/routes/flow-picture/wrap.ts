/** `text` on lines of `letters` at most, `most` lines at most: broken at spaces, within words that are longer; cut with `…`. */
export function wrapText(text: string, letters: number, most: number): readonly string[] {
	if (text.trim() === '') return [];
	const width = Math.max(letters, 2);
	const lines: string[] = [];
	let line: string[] = [];
	const end = (): void => {
		if (line.length > 0) lines.push(line.join(''));
		line = [];
	};
	for (const word of text.trim().split(/\s+/)) {
		let rest = [...word];
		if (line.length > 0 && line.length + 1 + rest.length > width) end();
		if (line.length > 0) line.push(' ');
		while (line.length + rest.length > width) {
			const room = width - line.length;
			line.push(...rest.slice(0, room));
			rest = rest.slice(room);
			end();
		}
		line.push(...rest);
	}
	end();
	if (lines.length <= most) return lines;
	const last = [...(lines[most - 1] ?? '')].slice(0, width - 1).join('');
	return [...lines.slice(0, most - 1), `${last.trimEnd()}…`];
}
