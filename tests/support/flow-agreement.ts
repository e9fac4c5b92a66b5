import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { genealogyOf, type Link } from '#domain/batch/genealogy.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { add, compare, formatRational, inBaseUnits, ZERO, type Rational } from '#domain/kernel/quantity.ts';
import { isSame } from '#domain/kernel/same.ts';
import type { Thread } from '#domain/kernel/thread.ts';
import type { AllWithdrawn } from '#domain/kernel/view.ts';
import { distancesIn, lineOf, WHOLE_LINE } from '../../src/routes/batch-flow/flow-relatives.ts';

/**
 * Holds a flow against the domain's genealogy of each of its batches, node by node and edge by edge: what differs, in words. Every
 * batch of the families is looked at, so that nothing is left over on either side.
 */
export function disagreements(
	flow: BatchFlow,
	families: readonly (readonly Thread[])[],
	withdrawn: AllWithdrawn
): string[] {
	const found: string[] = [];
	const differs = (what: string, graph: unknown, genealogy: unknown): void => {
		if (!isSame(graph, genealogy)) found.push(`${what}: ${written(graph)} in the graph, ${written(genealogy)}`);
	};
	const nodes = new Map<EntityId, BatchFlow['nodes'][number]>(flow.nodes.map((node) => [node.id, node]));
	const distancesFrom = distancesIn(flow);
	const linked = new Map<string, { readonly link: Link; readonly edges: readonly string[] }>();
	for (const threads of families) {
		for (const { entity } of threads) {
			const { relatives, links } = genealogyOf(entity, threads, withdrawn);
			for (const link of links) {
				const edges = link.made.filter((to) => to !== link.from).map((to) => `${link.fact} ${link.from} ${to}`);
				linked.set(`${link.fact} ${link.from}`, { link, edges });
			}
			if (!nodes.has(entity)) {
				differs(
					`relatives of ${entity}, which is no node`,
					[entity],
					relatives.map(({ batch }) => batch)
				);
				continue;
			}
			differs(
				`relatives of ${entity}`,
				[...distancesFrom(entity, WHOLE_LINE)].sort(byText),
				relatives.map(({ batch, distance }) => [batch, distance] as const).sort(byText)
			);
			const here = new Set(relatives.map(({ batch }) => batch));
			const between = links.flatMap(({ fact, from, made }) =>
				made.filter((to) => to !== from && here.has(from) && here.has(to)).map((to) => `${fact} ${from} ${to}`)
			);
			differs(
				`links of ${entity}`,
				lineOf(flow, entity)
					.edges.map(({ id }) => id)
					.sort(),
				between.sort()
			);
			const self = relatives.find(({ batch }) => batch === entity);
			const node = nodes.get(entity);
			differs(`whether ${entity} is known`, node?.known, self?.make !== null);
			differs(
				`what ${entity} is`,
				[node?.item, node?.quantity, node?.grade],
				[self?.make?.item ?? null, self?.make?.quantity ?? null, self?.make?.grade ?? 'firsts']
			);
			differs(`the balance of ${entity}`, written(node?.balance), written(self?.balance));
		}
	}
	differs(
		'all links',
		flow.edges.map(({ id }) => id).sort(),
		[...linked.values()].flatMap(({ edges }) => edges).sort()
	);
	const byTake = Map.groupBy(flow.edges, ({ fact, from }) => `${fact} ${from}`);
	for (const [take, { link, edges }] of linked) {
		const parts = byTake.get(take) ?? [];
		for (const edge of parts) {
			differs(`the words of ${take}`, [edge.operation, edge.isDisputed], [link.operation, link.isDisputed]);
		}
		// What a lead found to be made of itself has no edge to carry its part.
		if (edges.length !== link.made.length || edges.length === 0) continue;
		const sum = (amounts: readonly Rational[]): Rational => amounts.reduce(add, ZERO);
		const taken = sum(parts.map(({ quantity }) => (quantity ? inBaseUnits(quantity) : ZERO)));
		const granted = sum(parts.map((edge) => edge.granted ?? ZERO));
		if (compare(taken, inBaseUnits(link.taken)) !== 0) differs(`taken by ${take}`, written(taken), link.taken);
		if (compare(granted, link.granted) !== 0) differs(`granted to ${take}`, written(granted), written(link.granted));
	}
	return found;
}

const byText = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1);

const written = (value: unknown): string =>
	JSON.stringify(value, (_name, member: unknown) => (isRational(member) ? formatRational(member) : member)) ??
	'nothing';

const isRational = (value: unknown): value is Rational =>
	typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'bigint';
