import { checkLinkHost, HOST_LIMIT } from '#adapters/labels/qr.ts';
import { takesLink, type LabelStock } from '#domain/label/print-stock.ts';
import { m } from '#paraglide/messages.js';

/** Why labels that are printed from this address cannot carry a link to it, in words; undefined when they can. */
export function linkTrouble(
	stock: LabelStock,
	{ protocol, host }: Pick<Location, 'protocol' | 'host'>
): string | undefined {
	if (protocol !== 'https:' || !checkLinkHost(host).ok) return m.labels_symbol_no_host({ limit: HOST_LIMIT });
	return takesLink(stock) ? undefined : m.labels_symbol_no_room();
}
