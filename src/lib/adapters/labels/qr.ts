import { create } from 'qrcode';
import type { Code } from '#domain/kernel/code.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';

/** A QR symbol as a square of modules, without its quiet zone. */
export interface QrSymbol {
	readonly text: string;
	readonly version: number;
	readonly level: 'H' | 'Q' | 'M';
	/** Modules a side. */
	readonly size: number;
	isDark(row: number, column: number): boolean;
}

export type LinkTrouble =
	| { readonly type: 'HostTooLong'; readonly limit: number }
	/** A character that QR's alphanumeric mode lacks would push the symbol into a larger version. */
	| { readonly type: 'HostNotPrintable' };

/** The light frame a reader needs around a symbol, in modules, by the standard. */
export const QUIET_ZONE = 4;

/** What `HTTPS://`, `/B/` and 10 characters leave of the 47 that version 3 holds at level Q. */
export const HOST_LIMIT = 26;

/** The bare code: version 1 at level H, the smallest symbol with the most damage tolerance, holds exactly 10 characters. */
export const codeSymbol = (code: Code): QrSymbol => encode(code.toUpperCase(), 1, 'H');

/** Whether labels can carry links to `host` (host name and, where needed, port). To be asked once, at start. */
export function checkLinkHost(host: string): Result<void, LinkTrouble> {
	if (!/^[0-9A-Z.:-]+$/i.test(host)) return err({ type: 'HostNotPrintable' });
	return host.length > HOST_LIMIT ? err({ type: 'HostTooLong', limit: HOST_LIMIT }) : ok(undefined);
}

/**
 * The code as a link that any phone's own camera opens, for labels with room for it: version 3 at level Q. All in upper
 * case, which keeps it in the dense alphanumeric mode; scheme and host do not care about case and the path is ours.
 */
export function linkSymbol(host: string, code: Code): Result<QrSymbol, LinkTrouble> {
	const usable = checkLinkHost(host);
	return usable.ok ? ok(encode(`HTTPS://${host}/B/${code}`.toUpperCase(), 3, 'Q')) : usable;
}

/** Any text, for a screen, which is never scratched: as small as it will go. Throws for more than 2,331 bytes. */
export function screenSymbol(text: string): QrSymbol {
	const { modules, version } = create(text, { errorCorrectionLevel: 'M' });
	return { text, version, level: 'M', ...readable(modules) };
}

/** Modules a side with the quiet zone: the view box of `symbolPath`. */
export const outerSize = (symbol: QrSymbol): number => symbol.size + 2 * QUIET_ZONE;

/**
 * The dark modules as SVG path data, one unit a module, the origin at the outer corner of the quiet zone. One rectangle
 * for each horizontal run of modules: neighbours drawn one by one show hairlines when a printer driver smooths edges.
 */
export function symbolPath(symbol: QrSymbol): string {
	let path = '';
	for (let row = 0; row < symbol.size; row++) {
		for (let column = 0; column < symbol.size; column++) {
			if (!symbol.isDark(row, column)) continue;
			const start = column;
			while (column + 1 < symbol.size && symbol.isDark(row, column + 1)) column++;
			const width = column + 1 - start;
			path += `M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${width}v1h-${width}z`;
		}
	}
	return path;
}

/** Throws when the text does not fit: the callers above have made sure that it does. */
function encode(text: string, version: number, level: 'H' | 'Q'): QrSymbol {
	const { modules } = create([{ mode: 'alphanumeric', data: text }], { version, errorCorrectionLevel: level });
	return { text, version, level, ...readable(modules) };
}

const readable = ({ size, data }: { readonly size: number; readonly data: Uint8Array }) => ({
	size,
	isDark: (row: number, column: number): boolean => data[row * size + column] === 1
});
