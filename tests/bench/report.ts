import { loadavg } from 'node:os';
import { median, percentile } from './statistics.ts';

const started = performance.now();

export const elapsed = (): number => performance.now() - started;

/** Says on the side how far the bench is. */
export const note = (what: string): void => console.error(`  [${(elapsed() / 1_000).toFixed(0)} s] ${what}`);

/** Of the last 1, 5 and 15 minutes: everything on the machine, the bench itself included. */
export const load = (): string => `load ${loadavg().map((average) => average.toFixed(1)).join(' ')}`; // prettier-ignore

export const count = (value: number): string => value.toLocaleString('en');
export const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(2)} s`;
const precise = (milliseconds: number): string => `${milliseconds.toFixed(2)} ms`;

export const heading = (text: string): void => console.log(`\n${text}, ${load()}`);

export function line(name: string, ...values: readonly string[]): void {
	console.log(`  ${name.padEnd(36)}${values.join('   ')}`);
}

export function durations(name: string, milliseconds: readonly number[]): void {
	const [p50, p95] = [median(milliseconds), percentile(milliseconds, 0.95)];
	line(name, `p50 ${precise(p50)}`, `p95 ${precise(p95)}`, `${milliseconds.length} scans`);
}

/** Holds a figure against the most it should be. */
export function limit(name: string, value: number, unit: string, atMost: number): void {
	const shown = `${value.toFixed(0)} ${unit}`.trim();
	line(name, shown, `aim: at most ${atMost} ${unit}`.trimEnd(), value <= atMost ? 'met' : 'MISSED');
}

/** Holds a ratio against its aim. A missed one is news for people and no failure of the bench. */
export function target(
	name: string,
	ratio: number,
	aim: { readonly atMost: number } | { readonly atLeast: number }
): void {
	const met = 'atMost' in aim ? ratio <= aim.atMost : ratio >= aim.atLeast;
	const wanted = 'atMost' in aim ? `at most ${aim.atMost}` : `at least ${aim.atLeast}`;
	line(name, `${ratio.toFixed(2)} times`, `aim: ${wanted}`, met ? 'met' : 'MISSED');
}
