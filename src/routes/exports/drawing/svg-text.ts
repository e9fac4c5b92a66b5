const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;'
};

/** What XML has no place for, escaped or not: one such sign, and no program opens the file. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string): string =>
	text.replace(NOT_XML, '').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** A piece of SVG. Only `element` and `words` make one, so that no text becomes markup. */
export type Svg = string & { readonly __svg: true };

export const words = (text: string): Svg => escaped(text) as Svg;

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `name` and the names of the attributes come from the program, and never from data. */
export function element(name: string, attributes: Attributes, ...children: readonly Svg[]): Svg {
	const written = Object.entries(attributes)
		.filter(([, value]) => value !== undefined)
		.map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? `${round(value)}` : (value ?? ''))}"`)
		.join('');
	return (children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`) as Svg;
}

export const round = (value: number): number => Math.round(value * 10) / 10;
