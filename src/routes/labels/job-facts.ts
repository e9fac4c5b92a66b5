import { routeFrom } from '#domain/flow/route.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { rational, scale, sumOf, type Quantity } from '#domain/kernel/quantity.ts';
import type { JobSheetFacts, JobStep } from '#domain/label/print-job-sheet.ts';
import { planRoute } from '#domain/label/print-plan.ts';
import type { RunRow } from '#domain/run/run.ts';
import type { NameOf } from '#state/words/words.ts';
import type { BatchLabel, Site } from './read-labels.ts';

/** A run's job sheet: its lines' routes one after another, and what all of them use together. */
export function jobFacts(run: RunRow, labels: readonly BatchLabel[], site: Site, nameOf: NameOf): JobSheetFacts {
	const steps: JobStep[] = [];
	const used = new Map<EntityId, (Quantity | null)[]>();
	const lines = run.lines.map(({ line, item, each, batches }) => {
		const total = scale(each, rational(BigInt(batches)));
		const route = routeFrom(site.stepsOfLine.get(line) ?? [], item.id);
		for (const { step, makes, uses } of planRoute(route, item.id, total)) {
			const stations = site.stations.filter((station) => station.steps.includes(step.id));
			steps.push({ name: step.name, stations: stations.map(({ name }) => name).join(', '), planned: makes });
			for (const { item: material, quantity } of uses) {
				used.set(material, [...(used.get(material) ?? []), quantity]);
			}
		}
		return { item: itemText(item.id, site, nameOf), each, batches, total };
	});
	return {
		run: run.id,
		created: run.created?.at.slice(0, 10) ?? null,
		due: run.due,
		priority: run.priority,
		responsible: run.responsible && nameOf(run.responsible),
		lines,
		materials: [...used].map(([material, quantities]) => ({
			item: itemText(material, site, nameOf),
			needed: sumOf(quantities)
		})),
		steps,
		batches: labels.map(({ batch, facts }) => ({
			code: facts.code,
			item: nameOf(batch.item?.id ?? null),
			quantity: facts.quantity,
			grade: batch.grade,
			machine: nameOf(batch.machine)
		}))
	};
}

/** The name, and the article number where there is one. */
function itemText(id: EntityId, { skus }: Site, nameOf: NameOf): string {
	const sku = skus.get(id);
	return sku ? `${nameOf(id)} (${sku})` : nameOf(id);
}
