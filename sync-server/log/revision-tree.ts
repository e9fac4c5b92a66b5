import { collectLeaves, merge, rootToLeaf, winningRev, type RevisionNode, type RevisionPath } from 'pouchdb-merge';

/** All revisions known of one document, its branches being conflicts. */
export type RevisionTree = readonly RevisionPath[];

/** One revision with its ancestors: `ids[0]` is the revision of generation `start`, the rest its history, newest first. */
export interface RevisionHistory {
	readonly start: number;
	readonly ids: readonly string[];
}

export interface Leaf {
	readonly rev: string;
	readonly deleted: boolean;
}

/** Ancestors of a revision that are looked at, to see what it grew from: as many as CouchDB keeps unless told otherwise. */
const FARTHEST = 1_000;

/** What follows the generation stands in headers (`ETag`) and addresses. */
const REVISION = /^([1-9]\d{0,8})-([!#-,./-[\]-~]{1,128})$/;

/** A revision `<generation>-<hash>` in its two parts; undefined when it is none. */
export function parseRevision(rev: string): { readonly generation: number; readonly hash: string } | undefined {
	const parts = REVISION.exec(rev);
	if (parts?.[1] === undefined || parts[2] === undefined) return undefined;
	return { generation: Number(parts[1]), hash: parts[2] };
}

export const generation = (rev: string): number => Number.parseInt(rev, 10);

/** The tree of a document of which one revision is known, without history. */
export const soleRevision = (rev: string, deleted: boolean): RevisionTree => [
	{ pos: generation(rev), ids: [rev.slice(rev.indexOf('-') + 1), leafStatus(deleted), []] }
];

/** `tree` with the revision `history` leads to; the ancestors nobody sent a body for are marked as missing. */
export function extend(
	tree: RevisionTree,
	history: RevisionHistory,
	deleted: boolean,
	depth: number
): { readonly tree: RevisionTree; readonly stemmed: readonly string[] } {
	// what would be cut off again costs, in one long history, minutes
	const near = { ...history, ids: history.ids.slice(0, Math.max(depth, FARTHEST)) };
	const { rest, left } = withoutFar(tree, history, near.ids.length);
	// pouchdb-merge changes the trees it is given
	const merged = merge(structuredClone(rest) as RevisionPath[], pathOf(near, deleted), depth);
	return { tree: merged.tree, stemmed: [...left, ...merged.stemmedRevs] };
}

/**
 * `tree` without the leafs that `history` continues from farther back than `near` revisions, and what left with them: joined, they
 * would be past every limit at once; left in the tree, they would be conflicts of what they became.
 */
function withoutFar(
	tree: RevisionTree,
	{ start, ids }: RevisionHistory,
	near: number
): { readonly rest: RevisionTree; readonly left: readonly string[] } {
	if (ids.length <= near) return { rest: tree, left: [] };
	const far = leafs(tree).filter(({ rev }) => {
		const place = start - generation(rev);
		return place >= near && rev === `${start - place}-${ids[place] ?? ''}`;
	});
	if (far.length === 0) return { rest: tree, left: [] };
	const pruned = prune(
		tree,
		far.map(({ rev }) => rev)
	);
	return { rest: pruned.tree, left: pruned.gone };
}

/** `tree` without these leafs and whatever led to nothing else; `taken` are the leafs that were there, `gone` all that left. */
export function prune(
	tree: RevisionTree,
	revs: readonly string[]
): { readonly tree: RevisionTree; readonly taken: readonly string[]; readonly gone: readonly string[] } {
	const present = new Set(leafs(tree).map(({ rev }) => rev));
	const taken = [...new Set(revs)].filter((rev) => present.has(rev));
	const branches = rootToLeaf(structuredClone(tree) as RevisionPath[]);
	const nameOf = ({ pos, ids }: (typeof branches)[number], index: number) => `${pos + index}-${ids[index]?.id ?? ''}`;
	let kept: RevisionPath[] = [];
	const names = { before: new Set<string>(), after: new Set<string>() };
	for (const branch of branches) {
		const stays = !taken.includes(nameOf(branch, branch.ids.length - 1));
		for (const index of branch.ids.keys()) {
			names.before.add(nameOf(branch, index));
			if (stays) names.after.add(nameOf(branch, index));
		}
		if (!stays) continue;
		const node = branch.ids.reduceRight<RevisionNode | undefined>(
			(child, { id, opts }) => [id, opts, child ? [child] : []],
			undefined
		);
		if (node) kept = merge(kept, { pos: branch.pos, ids: node }, Number.MAX_SAFE_INTEGER).tree;
	}
	return { tree: kept, taken, gone: [...names.before].filter((rev) => !names.after.has(rev)) };
}

/** The revision shown when none is asked for: live before deleted, then the longest branch, then the greatest hash. */
export const winner = (tree: RevisionTree): string => winningRev({ rev_tree: tree as RevisionPath[] });

/** Every branch's last revision, the winner first. */
export const leafs = (tree: RevisionTree): Leaf[] =>
	collectLeaves(tree as RevisionPath[])
		.map(({ rev, opts }) => ({ rev, deleted: opts.deleted === true }))
		.sort(compareLeafs);

export const hasRevision = (tree: RevisionTree, rev: string): boolean => branchesOf(tree, rev).length > 0;

/** Every revision of a tree, for who looks for many. */
export const revisionsOf = (tree: RevisionTree): ReadonlySet<string> =>
	new Set(
		rootToLeaf(tree as RevisionPath[]).flatMap(({ pos, ids }) => ids.map(({ id }, index) => `${pos + index}-${id}`))
	);

/** The leafs that grew from `rev`, itself included when it is one. */
export const leafsBelow = (tree: RevisionTree, rev: string): Leaf[] =>
	branchesOf(tree, rev)
		.map(({ pos, ids }) => {
			const last = ids.at(-1);
			return { rev: `${pos + ids.length - 1}-${last?.id ?? ''}`, deleted: last?.opts.deleted === true };
		})
		.sort(compareLeafs);

/** `rev` and its ancestors, newest first; undefined when the tree does not hold it. */
export function historyOf(tree: RevisionTree, rev: string): RevisionHistory | undefined {
	const [branch] = branchesOf(tree, rev);
	if (branch === undefined) return undefined;
	const start = generation(rev);
	const ids = branch.ids.slice(0, start - branch.pos + 1).map(({ id }) => id);
	return { start, ids: ids.reverse() };
}

function branchesOf(tree: RevisionTree, rev: string): ReturnType<typeof rootToLeaf> {
	const wanted = generation(rev);
	const hash = rev.slice(rev.indexOf('-') + 1);
	return rootToLeaf(tree as RevisionPath[]).filter(({ pos, ids }) => ids[wanted - pos]?.id === hash);
}

function pathOf({ start, ids }: RevisionHistory, deleted: boolean): RevisionPath {
	let node: RevisionNode | undefined;
	for (const hash of ids) {
		node = node === undefined ? [hash, leafStatus(deleted), []] : [hash, { status: 'missing' }, [node]];
	}
	if (node === undefined) throw new Error('a history without a revision');
	return { pos: start - ids.length + 1, ids: node };
}

const leafStatus = (deleted: boolean): RevisionNode[1] =>
	deleted ? { status: 'available', deleted: true } : { status: 'available' };

function compareLeafs(a: Leaf, b: Leaf): number {
	return (
		Number(a.deleted) - Number(b.deleted) ||
		generation(b.rev) - generation(a.rev) ||
		(a.rev < b.rev ? 1 : a.rev > b.rev ? -1 : 0)
	);
}
