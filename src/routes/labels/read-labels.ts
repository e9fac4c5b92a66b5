import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { routeNeeds, stepsOfLine } from '#domain/flow/pinned.ts';
import { routeFrom, stepsMaking, stepsOfFlow } from '#domain/flow/route.ts';
import { parseCode, type Code } from '#domain/kernel/code.ts';
import type { LabelFacts, StepAhead } from '#domain/label/print-parts.ts';
import { planRoute } from '#domain/label/print-plan.ts';
import { runs, type RunRow } from '#domain/run/run.ts';
import type { StationRow } from '#domain/station/station.ts';
import type { StepRow } from '#domain/step/step.ts';
import { printQuantity } from '#domain/unit/print.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';
import { labelRows } from './label-rows.ts';

/** Which labels a page is about: those of a run, of one batch, of what was split off a batch, or none yet. */
export type LabelSubject =
	| { readonly of: 'run' | 'batch' | 'split'; readonly code: Code }
	| { readonly of: 'nothing' }
	| { readonly of: 'wrong code' };

export function readSubject(parameters: URLSearchParams): LabelSubject {
	for (const of of ['run', 'batch', 'split'] as const) {
		const text = parameters.get(of);
		if (text === null) continue;
		const code = parseCode(text);
		return code.ok ? { of, code: code.value } : { of: 'wrong code' };
	}
	return { of: 'nothing' };
}

/** A label and the batch that travels under it. */
export interface BatchLabel {
	readonly batch: BatchRow;
	readonly facts: LabelFacts;
}

/** What paper about a run or a batch tells. */
export interface Printable {
	/** Null for batches whose run has not arrived here. */
	readonly run: RunRow | null;
	readonly labels: readonly BatchLabel[];
	readonly site: Site;
}

/** What a run is made by and of, as this device knows it. */
export interface Site {
	readonly steps: readonly StepRow[];
	readonly stations: readonly StationRow[];
	/** By line of the run: the steps of its flow, as the run pinned them. */
	readonly stepsOfLine: ReadonlyMap<number | null, readonly StepRow[]>;
	readonly itemNames: ReadonlyMap<string, string>;
	readonly skus: ReadonlyMap<string, string>;
}

/** Labels in the order of their codes, the order they were planned in. */
export async function readPrintable(reader: Reader, subject: LabelSubject): Promise<Printable> {
	const chosen = await chosenRows(reader, subject);
	const runId = chosen[0]?.run ?? (subject.of === 'run' ? subject.code : null);
	const run = (runId && (await reader.get(runs, runId))) || null;
	const site = await readSite(reader, run);
	return { run, site, labels: chosen.map((batch) => ({ batch, facts: factsOf(batch, run, site) })) };
}

async function chosenRows(reader: Reader, subject: LabelSubject): Promise<readonly BatchRow[]> {
	const ofRun = (run: string) => reader.range(batches, { index: 'run', from: run, to: `${run}\u0000` });
	switch (subject.of) {
		case 'run':
			return labelRows(await ofRun(subject.code));
		case 'batch': {
			const found = await reader.get(batches, subject.code);
			const batch = found?.boundTo ? await reader.get(batches, found.boundTo) : found;
			if (!batch) return [];
			const family = batch.run === null ? [batch] : await ofRun(batch.run);
			return labelRows(family).filter(({ label }) => label === batch.label);
		}
		case 'split': {
			const source = await reader.get(batches, subject.code);
			const children = await reader.getMany(batches, source?.children ?? []);
			return labelRows(children.filter((child) => child !== undefined)).filter(isSplitOff);
		}
		default:
			return [];
	}
}

/** Waste has a code, and no container that needs it. */
const isSplitOff = ({ began, grade }: BatchRow): boolean => began?.operation === 'split' && grade !== 'waste';

async function readSite(reader: Reader, run: RunRow | null): Promise<Site> {
	const { item, step, station } = definitions;
	const [items, steps, stations, routes] = await Promise.all([
		reader.range(item.table),
		reader.range(step.table),
		reader.range(station.table),
		neededRows(reader, (known) => (run ? routeNeeds(run.id, known) : []))
	]);
	return {
		steps,
		stations: stations.filter(({ archived }) => !archived),
		stepsOfLine: new Map(run?.lines.map(({ line }) => [line, stepsOfLine(run, line, routes)])),
		itemNames: new Map(items.map(({ id, name }) => [id, name])),
		skus: new Map(items.map(({ id, sku }) => [id, sku]))
	};
}

function factsOf(batch: BatchRow, run: RunRow | null, site: Site): LabelFacts {
	return {
		code: batch.label as Code,
		itemName: site.itemNames.get(batch.item?.id ?? ''),
		quantity: batch.remaining ?? batch.quantity,
		grade: batch.grade,
		run: (batch.run ?? null) as Code | null,
		date: run?.created?.at.slice(0, 10) ?? null,
		due: run?.due ?? null,
		prints: batch.prints,
		next: stepsAhead(batch, site)
	};
}

/** The route of a batch without what lies behind it; null when nothing here makes or takes its item. */
function stepsAhead({ item, quantity, line, state }: BatchRow, site: Site): readonly StepAhead[] | null {
	if (item === null) return null;
	const steps = site.stepsOfLine.get(line) ?? stepsOfFlow(site.steps, null);
	const route = routeFrom(steps, item.id);
	if (route.length === 0) return null;
	const behind = new Set(state === 'created' ? [] : stepsMaking(steps, item.id));
	return planRoute(route, item.id, quantity)
		.filter(({ step }) => !behind.has(step))
		.map(({ step, uses }) => ({
			name: step.name,
			uses: uses.map(({ item: used, quantity: needed }) =>
				[needed && printQuantity(needed), site.itemNames.get(used) ?? ''].filter(Boolean).join(' ')
			)
		}));
}
