/** Reads settings as what they are, and gathers what is wrong with them. */
export interface SettingValues {
	/** Undefined where it is not set, or set to nothing. */
	text(name: string): string | undefined;
	port(name: string, otherwise: number): number;
	/** `1` or `0`. */
	flag(name: string): boolean;
	choice<Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value;
	/** Not negative. */
	number(name: string, otherwise: number): number;
	/** Notes a fault, in words for the person who starts the server. */
	fault(words: string): void;
	/** Every fault so far. */
	readonly faults: readonly string[];
}

export function readValues(given: Readonly<Record<string, string | undefined>>): SettingValues {
	const faults: string[] = [];
	const text = (name: string): string | undefined => given[name] || undefined;
	/** `otherwise` as well for what cannot be read: the start is refused for it, and goes on to what else is wrong. */
	function value<Value>(
		name: string,
		otherwise: Value,
		read: (text: string) => Value | undefined,
		must: string
	): Value {
		const found = text(name);
		if (found === undefined) return otherwise;
		const seen = read(found);
		if (seen === undefined) faults.push(`${name} is ${found}: it must be ${must}`);
		return seen ?? otherwise;
	}

	return {
		faults,
		fault: (words) => void faults.push(words),
		text,
		port: (name, otherwise) =>
			value(
				name,
				otherwise,
				(found) => (/^\d{1,5}$/.test(found) && Number(found) <= 65_535 ? Number(found) : undefined),
				'0 to 65535'
			),
		flag: (name) =>
			value(name, false, (found) => (found === '1' || found === '0' ? found === '1' : undefined), '1 or 0'),
		choice: (name, values, otherwise) =>
			value(name, otherwise, (found) => values.find((one) => one === found), anyOf(values)),
		number: (name, otherwise) =>
			value(name, otherwise, (found) => (/^\d+(\.\d+)?$/.test(found) ? Number(found) : undefined), 'a number')
	};
}

const anyOf = (values: readonly string[]): string => `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;
