/** The parts of pouchdb-merge 9 that are used here; the package carries no types. */
declare module 'pouchdb-merge' {
	export interface RevisionStatus {
		status?: 'available' | 'missing';
		deleted?: boolean;
	}

	/** Revision hash, what is known of it, its children. */
	export type RevisionNode = [hash: string, status: RevisionStatus, children: RevisionNode[]];

	/** A subtree whose root is of generation `pos`: stemming leaves several of them. */
	export interface RevisionPath {
		pos: number;
		ids: RevisionNode;
	}

	export interface RootToLeaf {
		pos: number;
		ids: { id: string; opts: RevisionStatus }[];
	}

	/** Changes its arguments. */
	export function merge(
		tree: RevisionPath[],
		path: RevisionPath,
		depth: number
	): { tree: RevisionPath[]; stemmedRevs: string[]; conflicts: 'new_leaf' | 'new_branch' | 'internal_node' };

	export function winningRev(metadata: { rev_tree: RevisionPath[] }): string;

	/** Leafs, highest generation first. */
	export function collectLeaves(tree: RevisionPath[]): { rev: string; opts: RevisionStatus }[];

	export function rootToLeaf(tree: RevisionPath[]): RootToLeaf[];
}
