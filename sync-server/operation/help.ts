import type { GivenSettings } from './given-settings.ts';
import { SETTINGS } from './settings.ts';

const USAGE = `npm start -- [--lan] [--help] [--print-config]

  --lan            serves the plant's network over HTTPS, by a certificate of its own where none is given
  --print-config   says what is set, where, and what is wrong with it; starts nothing
  --help           this

Settings, from the environment or from the file that CONFIG_FILE names:
`;

export function helpText(): string {
	const width = Math.max(...SETTINGS.map(({ name }) => name.length)) + 2;
	const rows = SETTINGS.map(({ name, otherwise, about }) => `  ${name.padEnd(width)}${about} (${otherwise})`);
	return [USAGE, ...rows].join('\n');
}

/** What each setting is, as it would stand in CONFIG_FILE, and where that comes from. */
export function describeSettings({ values, from }: GivenSettings): string {
	return SETTINGS.map(({ name, otherwise, isSecret }) => {
		const value = values[name];
		if (!value) return `# ${name}: ${otherwise}`;
		return `${name}=${isSecret ? '(hidden)' : JSON.stringify(withoutPassword(value))}  # ${from(name) ?? ''}`;
	}).join('\n');
}

/** Somebody may have written one into an address, where the start refuses it. */
const withoutPassword = (value: string): string => value.replace(/\/\/\S*@/g, '//(hidden)@');
