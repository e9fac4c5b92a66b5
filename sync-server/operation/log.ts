/** The worst first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['text', 'json', 'logfmt'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Says what happens, a line an event. Messages are fixed words or sentences of ours; what comes from outside is a field. No
 * password, cookie, code, or text that a person wrote belongs into either.
 */
export interface Log {
	/** `cause`: what was thrown, written with its stack. */
	error(message: string, fields?: LogFields, cause?: unknown): void;
	warn(message: string, fields?: LogFields): void;
	info(message: string, fields?: LogFields): void;
	debug(message: string, fields?: LogFields): void;
	/** Whether lines of this level are written: what makes them can be spared. */
	isOn(level: LogLevel): boolean;
}

export interface LogOptions {
	readonly format: LogFormat;
	/** The least of what is written. */
	readonly level: LogLevel;
	/** Takes whole lines. */
	readonly write: (line: string) => void;
	readonly now: () => number;
}

export function createLog({ format, level, write, now }: LogOptions): Log {
	const isOn = (asked: LogLevel): boolean => LOG_LEVELS.indexOf(asked) <= LOG_LEVELS.indexOf(level);
	const print = PRINTERS[format];
	const say = (as: LogLevel, message: string, fields: LogFields = {}): void => {
		if (isOn(as)) write(`${print({ time: new Date(now()).toISOString(), level: as, message, fields })}\n`);
	};
	return {
		error: (message, fields, cause) =>
			say('error', message, cause === undefined ? fields : { ...fields, cause: causeText(cause) }),
		warn: (message, fields) => say('warn', message, fields),
		info: (message, fields) => say('info', message, fields),
		debug: (message, fields) => say('debug', message, fields),
		isOn
	};
}

interface Line {
	readonly time: string;
	readonly level: LogLevel;
	readonly message: string;
	readonly fields: LogFields;
}

/** Of the text only the first line of each event begins at the margin: a stack, which may quote anything, is no line of the log. */
const PRINTERS: Readonly<Record<LogFormat, (line: Line) => string>> = {
	json: ({ time, level, message, fields }) =>
		visible(JSON.stringify({ time, level, message, ...mapValues(fields, shortened) })),
	logfmt: ({ time, level, message, fields }) => pairs({ time, level, message, ...fields }),
	text: ({ time, level, message, fields: { cause, ...fields } }) =>
		[
			`${TEXT_LABELS[level].padEnd(9)}${level === 'info' || level === 'debug' ? `${time} ` : ''}${visible(message)}`,
			pairs(fields),
			...(cause === undefined
				? []
				: [
						`\n${String(cause)
							.split('\n')
							.map((row) => `    ${visible(row)}`)
							.join('\n')}`
					])
		]
			.filter((part) => part !== '')
			.join(' ')
};

const TEXT_LABELS: Readonly<Record<LogLevel, string>> = {
	error: 'ERROR',
	warn: 'WARNING',
	info: 'INFO',
	debug: 'DEBUG'
};

/** Longest text of a field, in UTF-16 units; a stack is longer than anything else. */
const LONGEST = 4_000;

const shortened = (value: string | number | boolean | undefined) =>
	typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;

const mapValues = <From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
	Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

function pairs(fields: LogFields): string {
	return Object.entries(fields)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `${name}=${fieldText(shortened(value))}`)
		.join(' ');
}

const PLAIN = /^[^\s"'=\\\p{C}]+$/u;

function fieldText(value: string | number | boolean | undefined): string {
	const text = String(value);
	return PLAIN.test(text) ? text : visible(JSON.stringify(text));
}

/** What moves a terminal's cursor, ends a line or turns the direction of writing is spelt out: nobody forges a line. */
const visible = (text: string): string =>
	text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
		Array.from(character.split(''), (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
	);

function causeText(cause: unknown): string {
	if (!(cause instanceof Error)) return String(cause);
	const text = cause.stack ?? `${cause.name}: ${cause.message}`;
	return cause.cause === undefined ? text : `${text}\ncaused by ${causeText(cause.cause)}`;
}
