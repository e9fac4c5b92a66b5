import { readConfig, type Config } from '../config.ts';
import { gatherSettings } from './given-settings.ts';
import { describeSettings, helpText } from './help.ts';

/** EX_CONFIG of sysexits.h: starting it again as it is changes nothing. */
const BAD_SETTINGS = 78;

/**
 * The settings to run with, and what is odd about them. Answers --help and --print-config and ends the process after them, as it
 * does, in words, where a setting is wrong.
 */
export function settle(
	environment: NodeJS.ProcessEnv,
	args: readonly string[]
): { readonly config: Config; readonly warnings: readonly string[] } {
	// whoever reads along may go away: that is no reason to stop
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
	if (args.includes('--help')) endWith(helpText());
	const given = orRefuse(() => gatherSettings(environment), BAD_SETTINGS);
	const isAsked = args.includes('--print-config');
	if (isAsked) process.stdout.write(`${describeSettings(given)}\n`);
	const others = args.filter((arg) => arg !== '--print-config');
	const config = orRefuse(() => readConfig(given.values, others), BAD_SETTINGS);
	if (isAsked) endWith(given.warnings.map((sentence) => `WARNING  ${sentence}`).join('\n'));
	return { config, warnings: given.warnings };
}

/** Ends the process: whoever starts it can put right what is wrong, and needs no stack for that. */
export function orRefuse<Value>(open: () => Value, code = 1): Value {
	try {
		return open();
	} catch (error) {
		return refuse(error, code);
	}
}

export function refuse(error: unknown, code = 1): never {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(code);
}

function endWith(text: string): never {
	if (text !== '') process.stdout.write(`${text}\n`);
	process.exit(0);
}
