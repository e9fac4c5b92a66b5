import { sumsByItem, type Balance, type ItemSum } from '#domain/batch/balance.ts';
import type { Operation } from '#domain/batch/batch.ts';
import { genealogyOf, type Genealogy, type Link } from '#domain/batch/genealogy.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { compare, inBaseUnits, inUnitOf, type Quantity } from '#domain/kernel/quantity.ts';
import { readFamily } from '#engine/family.ts';
import type { Reader } from '#ports/store.ts';

/** A batch, what it was made of and what was made of it, and where all of that is. */
export interface FamilyPage {
	readonly asked: Code;
	readonly batch: FamilyMember;
	readonly balance: BalanceIn | null;
	/** The furthest first. */
	readonly ancestors: readonly FamilyMember[];
	readonly descendants: readonly Branch[];
	/** There is more than was asked for, in either direction. */
	readonly hasMoreAncestors: boolean;
	readonly hasMoreDescendants: boolean;
	/** Of the whole family, shown or not: by item, the batch's own ancestors' first. */
	readonly sums: readonly ItemSum[];
}

export interface FamilyMember {
	readonly id: EntityId;
	/** Undefined while it has not arrived here. */
	readonly row: BatchRow | undefined;
	/** What it was made of, in the order of the records; empty when it was planned. */
	readonly sources: readonly Source[];
}

export interface Source {
	readonly from: EntityId;
	readonly row: BatchRow | undefined;
	readonly operation: Operation;
	readonly taken: Quantity;
	/** How much of it counts; null when all of it does. */
	readonly granted: Quantity | null;
	/** A lead has to decide about it. */
	readonly isDisputed: boolean;
	/** Batches that were made of it as well. */
	readonly others: number;
}

/** A descendant where it is first come to, with what was made of it. */
export interface Branch {
	readonly member: FamilyMember;
	readonly branches: readonly Branch[];
	/** Made of it as well, and shown elsewhere. */
	readonly elsewhere: readonly FamilyMember[];
	/** More was made of it than fits: to be seen from there. */
	readonly goesOn: boolean;
}

/** A balance in one unit. */
export interface BalanceIn {
	readonly unit: Quantity;
	readonly balance: Balance;
}

/** Levels below each other: deeper than any flow, and shallow enough for a screen. */
const DEEPEST = 24;

/** `most`: batches shown in each direction. Null while the batch has not arrived here. */
export const readFamilyPage =
	(asked: Code, most: number) =>
	async (reader: Reader): Promise<FamilyPage | null> => {
		const row = await reader.get(batches, asked);
		const id = row?.boundTo ?? asked;
		const genealogy = genealogyOf(id, await readFamily(reader, id));
		const self = genealogy.relatives.find(({ batch }) => batch === id);
		if (self === undefined) return null;
		const before = genealogy.relatives.filter(({ distance }) => distance < 0);
		const nearest = before.slice(Math.max(0, before.length - most));
		const tree = treeBelow(id, genealogy, most);
		const membersOf = await readMembers(reader, [id, ...nearest.map(({ batch }) => batch), ...tree.shown], genealogy);
		return {
			asked,
			batch: membersOf(id),
			balance: self.balance && self.make && { unit: self.make.quantity, balance: self.balance },
			ancestors: nearest.map(({ batch }) => membersOf(batch)),
			descendants: branchesIn(tree.nodes, membersOf),
			hasMoreAncestors: nearest.length < before.length,
			hasMoreDescendants: tree.isCut,
			sums: sumsByItem(genealogy.relatives)
		};
	};

interface Node {
	readonly id: EntityId;
	readonly nodes: readonly Node[];
	readonly elsewhere: readonly EntityId[];
	readonly goesOn: boolean;
}

/** Branch by branch, each batch where it is first come to. */
function treeBelow(root: EntityId, { links }: Genealogy, most: number) {
	const linksFrom = Map.groupBy(links, ({ from }) => from);
	const placed = new Set([root]);
	let isCut = false;

	function nodeOf(id: EntityId, depth: number): Node {
		const made = new Set(linksFrom.get(id)?.flatMap((link) => link.made));
		made.delete(id);
		if (depth >= DEEPEST) return { id, nodes: [], elsewhere: [], goesOn: made.size > 0 };
		const nodes: Node[] = [];
		const elsewhere: EntityId[] = [];
		for (const child of made) {
			if (placed.has(child)) elsewhere.push(child);
			else if (placed.size > most) isCut = true;
			else {
				placed.add(child);
				nodes.push(nodeOf(child, depth + 1));
			}
		}
		return { id, nodes, elsewhere, goesOn: false };
	}

	const { nodes } = nodeOf(root, 0);
	return { nodes, shown: [...placed], isCut };
}

const branchesIn = (nodes: readonly Node[], memberOf: (id: EntityId) => FamilyMember): Branch[] =>
	nodes.map(({ id, nodes: below, elsewhere, goesOn }) => ({
		member: memberOf(id),
		branches: branchesIn(below, memberOf),
		elsewhere: elsewhere.map(memberOf),
		goesOn
	}));

async function readMembers(reader: Reader, ids: readonly EntityId[], { links }: Genealogy) {
	const linksInto = Map.groupBy(
		links.flatMap((link) => link.made.map((to) => ({ to, link }))),
		({ to }) => to
	);
	const into = (id: EntityId): Link[] => (linksInto.get(id) ?? []).map(({ link }) => link);
	const wanted = [...new Set(ids.flatMap((id) => [id, ...into(id).map(({ from }) => from)]))];
	const found = await reader.getMany(batches, wanted);
	const rows = new Map(wanted.map((id, index) => [id, found[index]]));
	return (id: EntityId): FamilyMember => ({
		id,
		row: rows.get(id),
		sources: into(id).map(({ from, operation, taken, granted, isDisputed, made }) => ({
			from,
			row: rows.get(from),
			operation,
			taken,
			granted: compare(granted, inBaseUnits(taken)) === 0 ? null : inUnitOf(taken, granted),
			isDisputed,
			others: made.length - 1
		}))
	});
}
