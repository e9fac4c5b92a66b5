import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { isSetting, SETTINGS } from './settings.ts';

/** What was set, and what is odd about it. */
export interface GivenSettings {
	readonly values: Readonly<Record<string, string | undefined>>;
	/** Where a setting comes from; undefined where its default holds. */
	readonly from: (name: string) => 'environment' | 'file' | undefined;
	/** Sentences for whoever starts the server. */
	readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings of the environment, and of the file that its CONFIG_FILE names where the environment has none. The file is
 * written as systemd's EnvironmentFile and node's --env-file are. Throws, in words, where it cannot be read.
 */
export function gatherSettings(environment: Environment): GivenSettings {
	const path = environment['CONFIG_FILE'];
	const file = path ? readSettings(path) : {};
	const isInEnvironment = (name: string): boolean => Boolean(environment[name]);
	return {
		values: Object.fromEntries(
			SETTINGS.map(({ name }) => [name, isInEnvironment(name) ? environment[name] : file[name]])
		),
		from: (name) => (isInEnvironment(name) ? 'environment' : file[name] ? 'file' : undefined),
		warnings: path ? oddities(path, file) : []
	};
}

function readSettings(path: string): Environment {
	try {
		return parseEnv(readFileSync(path, 'utf8')) as Environment;
	} catch (error) {
		throw new Error(`CONFIG_FILE is ${path}: ${error instanceof Error ? error.message : String(error)}`, {
			cause: error
		});
	}
}

function oddities(path: string, file: Environment): string[] {
	const unknown = Object.keys(file).filter((name) => name === 'CONFIG_FILE' || !isSetting(name));
	const hasSecret = SETTINGS.some(({ name, isSecret }) => isSecret && file[name]);
	const isOpen = (statSync(path).mode & 0o004) !== 0;
	return [
		...unknown.map((name) => `${path} sets ${name}, which is no setting of this server`),
		...(hasSecret && isOpen ? [`${path} holds a password, and everybody on this machine can read it: chmod 600`] : [])
	];
}
