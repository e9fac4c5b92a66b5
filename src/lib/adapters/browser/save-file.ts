/** Long enough for any browser to have taken the file over. */
const KEPT_MS = 60_000;

/** Hands a file to the person. Text is written as UTF-8. */
export function saveFile(name: string, content: Blob | string): void {
	const file = typeof content === 'string' ? new Blob([content], { type: 'text/plain;charset=utf-8' }) : content;
	const link = document.createElement('a');
	link.href = URL.createObjectURL(file);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
