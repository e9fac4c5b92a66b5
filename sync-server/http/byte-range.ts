/** From one byte up to another, the second not included. */
export interface ByteRange {
	readonly from: number;
	readonly to: number;
}

/**
 * What a Range header asks of `length` bytes (RFC 9110, 14). Undefined where it asks for everything: there is none, it is of
 * another unit, or it names several ranges, which nobody has to serve.
 */
export function byteRange(header: string | null, length: number): ByteRange | 'unsatisfiable' | undefined {
	const [, first, last] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/.exec(header ?? '') ?? [];
	if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
	const from = first === '' ? Math.max(length - Number(last), 0) : Number(first);
	const to = first === '' || last === '' ? length : Math.min(Number(last) + 1, length);
	return from < to ? { from, to } : 'unsatisfiable';
}
