import { execFileSync } from 'node:child_process';
import type { Harm, Violation } from './violation.ts';
import type { Outcome } from './history.ts';

/** What many histories amount to. */
export interface Summary {
	readonly histories: number;
	readonly medianDevices: number;
	readonly medianEvents: number;
	/** Of each history's deliveries, the share that something happened to: its median. */
	readonly medianDisturbed: number;
	readonly events: number;
	/** Of all histories, the most frequent first. */
	readonly facts: readonly (readonly [string, number])[];
	readonly raised: readonly (readonly [string, number])[];
	/** Seconds, of the history that took longest, from the end of all trouble until everybody had everything. */
	readonly longestHealing: number;
	readonly harm: Readonly<Record<Harm, number>>;
}

export function summarise(outcomes: readonly Outcome[]): Summary {
	const count = (harm: Harm): number =>
		outcomes.reduce((sum, { violations }) => sum + violations.filter((one) => one.harm === harm).length, 0);
	return {
		histories: outcomes.length,
		medianDevices: median(outcomes.map(({ plan }) => plan.devices)),
		medianEvents: median(outcomes.map(({ events }) => events)),
		medianDisturbed: median(outcomes.map(({ disturbed, deliveries }) => disturbed / deliveries)),
		events: outcomes.reduce((sum, { events }) => sum + events, 0),
		facts: total(outcomes.map(({ facts }) => facts)),
		raised: total(outcomes.map(({ raised }) => raised)),
		longestHealing: Math.max(...outcomes.map(({ healing }) => healing)) / 1000,
		harm: { lost: count('lost'), doubled: count('doubled'), diverged: count('diverged'), broken: count('broken') }
	};
}

function total(counts: readonly ReadonlyMap<string, number>[]): [string, number][] {
	const sums = new Map<string, number>();
	for (const [name, count] of counts.flatMap((one) => [...one])) sums.set(name, (sums.get(name) ?? 0) + count);
	return [...sums].sort((a, b) => b[1] - a[1]);
}

const listed = (counts: readonly (readonly [string, number])[]): string =>
	counts.map(([name, count]) => `${name} ${count}`).join(', ');

/** The lower one of the two in the middle: what at least half of the histories reach. */
function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

export const isSound = ({ harm }: Summary): boolean => Object.values(harm).every((count) => count === 0);

export function printSummary(summary: Summary): string {
	const { histories, medianDevices, medianEvents, medianDisturbed, events, facts, raised, longestHealing, harm } =
		summary;
	return [
		`histories: ${histories}`,
		`events: ${events} (${listed(facts)})`,
		`exceptions for a lead in the end: ${listed(raised)}`,
		`median devices: ${medianDevices}`,
		`median events: ${medianEvents}`,
		`median share of deliveries disturbed: ${(medianDisturbed * 100).toFixed(1)} %`,
		`longest time until everybody had everything, once the network was back: ${longestHealing} s`,
		`lost: ${harm.lost}`,
		`doubled: ${harm.doubled}`,
		`diverged: ${harm.diverged}`,
		`broken: ${harm.broken}`
	].join('\n');
}

/** Violations shown of one history. */
const SHOWN = 5;

/** Everything that is needed to see it again: seed, commit, and what the seed stands for. */
export function printFailure({ plan, violations, trace, events }: Outcome): string {
	return [
		`FAILED seed ${plan.seed} at ${commit()}, ${events} events, trace ${trace}, ${violations.length} violations:`,
		...violations.slice(0, SHOWN).map(printViolation),
		`  plan ${JSON.stringify(plan)}`,
		`  again: npm run simulate -- --histories 1 --seed ${plan.seed} --size ${plan.size}    (--trace shows everything that happens)`
	].join('\n');
}

export const printViolation = ({ harm, check, detail }: Violation): string =>
	`  ${harm}: ${check}: ${detail.length > 600 ? `${detail.slice(0, 600)}…` : detail}`;

function commit(): string {
	try {
		const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
		return (
			git('rev-parse', '--short=12', 'HEAD') +
			(git('status', '--porcelain', '--', 'src', 'sync-server') ? ' (changed)' : '')
		);
	} catch {
		return 'an unknown commit';
	}
}
